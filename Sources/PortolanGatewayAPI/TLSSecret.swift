// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanManifest

/// A Secret that should hold a certificate and its key.
struct TLSSecret {
    private let node: YAMLNode

    init(_ object: Inventory.Object) { node = object.metadata.node }

    /// Whether it is of the type `kubernetes.io/tls` and has both parts in PEM form.
    ///
    /// Whether key and certificate belong together, and how long they hold, is not looked at.
    var isSound: Bool {
        guard node.string("type") == "kubernetes.io/tls" else { return false }
        return isPEM("tls.crt") && isPEM("tls.key")
    }

    private func isPEM(_ key: String) -> Bool {
        if let text = node.field("stringData")?.optionalString(key) { return text.contains("-----BEGIN ") }
        guard let encoded = node.field("data")?.optionalString(key) else { return false }
        // "-----BEGIN " in base64, at the start of the text; a template's placeholder is not judged.
        let text = encoded.filter { !$0.isWhitespace }
        return text.hasPrefix("LS0tLS1CRUdJTi") || text.isEmpty || text.contains("{")
    }
}
