// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanProvider

/// What a release of a controller is shown: annotations that it does not know have no effect, so it does not get to see them.
extension Catalogue {
    /// A Service without the annotations that the release does not know.
    func known(_ service: Service) -> Service {
        guard !beyond.isEmpty else { return service }
        var service = service
        service.metadata = known(service.metadata)
        return service
    }

    /// An object by which clients come in, without them.
    func known(_ entrance: Entrance) -> Entrance {
        guard !beyond.isEmpty else { return entrance }
        switch entrance {
        case .service(let service): return .service(known(service))
        case .ingress(var ingress):
            ingress.metadata = known(ingress.metadata)
            return .ingress(ingress)
        case .gateway(var gateway):
            gateway.metadata = known(gateway.metadata)
            return .gateway(gateway)
        }
    }

    /// Everything that the input holds, without them.
    func known(_ inventory: Inventory) -> Inventory {
        guard !beyond.isEmpty else { return inventory }
        var inventory = inventory
        for index in inventory.services.indices { inventory.services[index] = known(inventory.services[index]) }
        for index in inventory.objects.indices { inventory.objects[index].metadata = known(inventory.objects[index].metadata) }
        return inventory
    }

    private func known(_ metadata: ObjectMeta) -> ObjectMeta {
        guard metadata.annotations.contains(where: { isUnknownHere($0.key) }) else { return metadata }
        var metadata = metadata
        metadata.annotations = StringMap(metadata.annotations.entries.filter { !isUnknownHere($0.key) })
        return metadata
    }
}
