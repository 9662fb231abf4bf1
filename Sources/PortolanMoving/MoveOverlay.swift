// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanManifest

/// The kustomization of an overlay that takes Ingresses out and adds files of its own.
package struct MoveOverlay {
    /// The text of `kustomization.yaml`.
    package let kustomization: String

    /// Makes one.
    ///
    /// - Parameters:
    ///   - gone: The Ingresses that are taken out.
    ///   - files: The files that are added.
    ///   - base: What the overlay lies over.
    package init(removing gone: [Ingress], adding files: [String], base: String) {
        let patches = Self.removals(of: gone).map { YAMLValue.object([("patch", .text($0))]) }
        kustomization =
            YAMLValue.object([
                ("apiVersion", .text("kustomize.config.k8s.io/v1beta1")), ("kind", .text("Kustomization")),
                ("resources", .list([.text(base)] + files.map { .text($0) })), ("patches", patches.isEmpty ? nil : .list(patches)),
            ]).document
    }

    /// Patches that take Ingresses out.
    package static func removals(of gone: [Ingress]) -> [String] {
        gone.map { ingress in
            let metadata = YAMLValue.object([
                ("name", .text(ingress.metadata.name)),
                ("namespace", ingress.writtenNamespace.map { .text($0) }),
            ])
            let patch = YAMLValue.object([
                ("$patch", .text("delete")), ("apiVersion", .text(ingress.metadata.apiVersion)), ("kind", .text("Ingress")),
                ("metadata", metadata),
            ])
            return patch.document
        }
    }
}

extension Ingress {
    /// The namespace, where one is written.
    fileprivate var writtenNamespace: String? {
        let text = metadata.node.at("metadata", "namespace")?.text
        return text?.isEmpty == true ? nil : text
    }
}
