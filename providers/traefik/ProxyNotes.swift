// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// What is said of objects that change the proxy's rules without being endpoints.
enum ProxyNotes {
    /// The notes of Traefik's own objects, each with its name in front, and those kinds that are not judged.
    static func ofOthers(_ notes: ObjectNotes, in inventory: Inventory) -> [String] {
        let read = ["IngressRoute", "TraefikService"].flatMap { inventory.objects(kind: $0, group: "traefik.io") }
        var result = read.map(\.metadata.reference).flatMap { reference in
            notes[reference].map { "\(reference.kind) \(reference.namespace)/\(reference.name): \($0)" }
        }
        for kind in ["IngressRouteTCP", "IngressRouteUDP"] {
            for object in inventory.objects(kind: kind, group: "traefik.io") {
                result.append(
                    "\(kind) \(object.metadata.namespace)/\(object.metadata.name) shares the proxy, and is not judged: it may take "
                        + "connections that its rules match before any rule here sees them")
            }
        }
        for kind in ["IngressRoute", "Middleware", "TraefikService"] {
            for object in inventory.objects(kind: kind, group: "traefik.containo.us") {
                result.append(
                    "\(kind) \(object.metadata.namespace)/\(object.metadata.name) is of the group traefik.containo.us, "
                        + "which Traefik 3 does not read")
            }
        }
        return result
    }
}
