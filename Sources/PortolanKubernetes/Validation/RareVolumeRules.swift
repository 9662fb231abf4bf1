// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of volume sources that few use any more.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:793-845, 900-925, 1010-1072, 1535-1745.
extension Validation {
    mutating func rareSource(_ source: YAMLNode, _ kind: String) {
        switch kind {
        case "iscsi": iscsi(source)
        case "flocker": flocker(source)
        case "quobyte": quobyte(source)
        case "fc": fibreChannel(source)
        case "cinder":
            guard let reference = source.field("secretRef"), reference.string("name").isEmpty else { return }
            required("secretRef.name", at: reference)
        case "flexVolume": flexOptions(source)
        case "azureDisk": azureDisk(source)
        case "storageos": storageOS(source)
        default: return
        }
    }

    private mutating func iscsi(_ source: YAMLNode) {
        if source.string("targetPortal").isEmpty { required("targetPortal", at: source) }
        let name = source.string("iqn")
        if name.isEmpty {
            required("iqn", at: source)
        } else {
            initiator("iqn", at: source.field("iqn"), name)
        }
        unitNumber(source.integer("lun") ?? 0, in: source)
        let isSecured = ["chapAuthDiscovery", "chapAuthSession"].contains { source.boolean($0) == true }
        if isSecured, source.field("secretRef") == nil { required("secretRef", at: source) }
        guard let initiatorName = source.optionalString("initiatorName") else { return }
        // In small letters here, as the server has it.
        initiator("initiatorname", at: source.field("initiatorName"), initiatorName)
    }

    private mutating func initiator(_ field: String, at node: YAMLNode?, _ name: String) {
        switch InitiatorName.fault(name) {
        case .unknown: invalid(field, at: node, "\"\(name)\"", "must be valid format starting with iqn, eui, or naa")
        case .malformed: invalid(field, at: node, "\"\(name)\"", "must be valid format")
        case nil: return
        }
    }

    private mutating func unitNumber(_ number: Int, in source: YAMLNode) {
        guard !(0...255).contains(number) else { return }
        invalid("lun", at: source.field("lun"), "\(number)", "must be between 0 and 255, inclusive")
    }

    private mutating func flocker(_ source: YAMLNode) {
        let (name, id) = (source.string("datasetName"), source.string("datasetUUID"))
        if name.isEmpty, id.isEmpty { required("", at: source, "one of datasetName and datasetUUID is required") }
        if !name.isEmpty, !id.isEmpty {
            invalid("", at: source, "\"resource\"", "datasetName and datasetUUID can not be specified simultaneously")
        }
        if name.contains("/") { invalid("datasetName", at: source.field("datasetName"), "\"\(name)\"", "must not contain '/'") }
    }

    private mutating func quobyte(_ source: YAMLNode) {
        let registry = source.string("registry")
        let detail = "must be a host:port pair or multiple pairs separated by commas"
        if registry.isEmpty {
            required("registry", at: source, detail)
        } else if source.string("tenant").utf8.count >= 65 {
            required("tenant", at: source.field("tenant"), "must be a UUID and may not exceed a length of 64 characters")
        } else {
            for pair in registry.split(separator: ",", omittingEmptySubsequences: false) where !Self.isHostAndPort(pair) {
                invalid("registry", at: source.field("registry"), "\"\(registry)\"", detail)
            }
        }
        if source.string("volume").isEmpty { required("volume", at: source) }
    }

    /// Whether Go's `net.SplitHostPort` takes a text.
    private static func isHostAndPort(_ text: Substring) -> Bool {
        guard let colon = text.lastIndex(of: ":") else { return false }
        let host = text[..<colon]
        guard host.hasPrefix("[") else { return !host.contains { ":[]".contains($0) } }
        return host.hasSuffix("]") && !host.dropFirst().dropLast().contains { "[]".contains($0) }
    }

    private mutating func fibreChannel(_ source: YAMLNode) {
        let names = source.items("targetWWNs")
        let hasIDs = !source.items("wwids").isEmpty
        if names.isEmpty, !hasIDs { required("targetWWNs", at: source, "must specify either targetWWNs or wwids, but not both") }
        guard !names.isEmpty else { return }
        if hasIDs {
            invalid("targetWWNs", at: source.field("targetWWNs"), "", "targetWWNs and wwids can not be specified simultaneously")
        }
        guard let number = source.integer("lun") else {
            required("lun", at: source, "lun is required if targetWWNs is specified")
            return
        }
        unitNumber(number, in: source)
    }

    private mutating func flexOptions(_ source: YAMLNode) {
        for option in source.field("options")?.sortedEntries ?? [] {
            let parts = option.key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            let domain = "." + (parts.first ?? "").lowercased()
            guard domain.hasSuffix(".kubernetes.io") || domain.hasSuffix(".k8s.io") else { continue }
            let detail = "kubernetes.io and k8s.io namespaces are reserved"
            invalid("options[\(option.key)]", at: option.keyNode, "\"\(option.key)\"", detail)
        }
    }

    private mutating func azureDisk(_ source: YAMLNode) {
        let modes = ["None", "ReadOnly", "ReadWrite"]
        if let mode = source.optionalString("cachingMode"), !modes.contains(mode) {
            notSupported("cachingMode", at: source.field("cachingMode"), mode, modes)
        }
        // Shared by default (SetDefaults_AzureDiskVolumeSource).
        let kind = source.optionalString("kind") ?? "Shared"
        let kinds = ["Dedicated", "Managed", "Shared"]
        if !kinds.contains(kind) { notSupported("kind", at: source.field("kind"), kind, kinds) }
        let address = source.string("diskURI")
        let (start, form) =
            kind == "Managed"
            ? ("/subscriptions/", "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}")
            : ("https://", "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd")
        if !address.hasPrefix(start) { notSupported("diskURI", at: source.field("diskURI") ?? source, address, [form]) }
    }

    private mutating func storageOS(_ source: YAMLNode) {
        let (name, namespace) = (source.string("volumeName"), source.string("volumeNamespace"))
        if name.isEmpty {
            required("volumeName", at: source)
        } else {
            invalid("volumeName", at: source.field("volumeName"), text: name, Names.dnsLabelFaults(name))
        }
        if !namespace.isEmpty {
            invalid("volumeNamespace", at: source.field("volumeNamespace"), text: namespace, Names.dnsLabelFaults(namespace))
        }
        guard let reference = source.field("secretRef"), reference.string("name").isEmpty else { return }
        required("secretRef.name", at: reference)
    }
}

/// The names of iSCSI initiators.
private enum InitiatorName {
    enum Fault { case unknown, malformed }

    static func fault(_ name: String) -> Fault? {
        if name.hasPrefix("iqn") { return isQualified(name) ? nil : .malformed }
        if name.hasPrefix("eui") { return isHexadecimal(name, digits: 16) ? nil : .malformed }
        if name.hasPrefix("naa") { return isHexadecimal(name, digits: 32) ? nil : .malformed }
        return .unknown
    }

    /// `iqn.` year, month, a domain turned round, a colon and a name of one's own.
    private static func isQualified(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count > 12, name.hasPrefix("iqn."), bytes[8] == UInt8(ascii: "-"), bytes[11] == UInt8(ascii: "."),
            (Array(bytes[4..<8]) + Array(bytes[9..<11])).allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return false }
        let rest = name.dropFirst(12)
        guard let colon = rest.firstIndex(of: ":") else { return false }
        let own = rest[rest.index(after: colon)...]
        return colon > rest.startIndex && rest[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.".contains($0)) }
            && !own.isEmpty && !own.contains { ",;*&$|".contains($0) || $0.isWhitespace }
    }

    private static func isHexadecimal(_ name: String, digits: Int) -> Bool {
        name.utf8.count == 4 + digits && name.dropFirst(4).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }
}
