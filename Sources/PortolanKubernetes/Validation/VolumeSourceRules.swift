// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// What each source of a volume must have.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:774-1060, 1429-1830.
extension Validation {
    /// Judges a source from inside its path.
    mutating func volumeSource(_ source: YAMLNode, _ kind: String) {
        if let fields = Self.requiredFields[kind] {
            for field in fields where source.string(field).isEmpty && source.items(field).isEmpty {
                required(field, at: source.field(field) ?? source)
            }
        }
        switch kind {
        case "emptyDir":
            guard let limit = source.quantity("sizeLimit"), limit < .zero else { return }
            forbidden("sizeLimit", at: source.field("sizeLimit"), "SizeLimit field must be a valid resource quantity")
        case "hostPath": hostPath(source)
        case "gitRepo": descendingPath("directory", at: source.field("directory"), source.string("directory"))
        case "gcePersistentDisk", "awsElasticBlockStore": diskPartition(source)
        case "secret", "configMap":
            fileMode("defaultMode", in: source)
            keysToPaths(source)
        case "nfs":
            guard !source.string("path").hasPrefix("/") else { return }
            invalid("path", at: source.field("path") ?? source, "\"\(source.string("path"))\"", "must be an absolute path")
        case "downwardAPI":
            fileMode("defaultMode", in: source)
            // One path for all of them: the server leaves the list and its index out.
            for file in source.items("items") { downwardAPIFile(file) }
        case "projected": projected(source)
        case "csi": csi(source)
        case "ephemeral": ephemeral(source)
        default: rareSource(source, kind)
        }
    }

    /// Fields without which a source is wrong, in the server's order, for the sources where that is the first rule.
    private static let requiredFields: [String: [String]] = [
        "gitRepo": ["repository"], "gcePersistentDisk": ["pdName"], "awsElasticBlockStore": ["volumeID"], "secret": ["secretName"],
        "nfs": ["server", "path"], "glusterfs": ["endpoints", "path"], "persistentVolumeClaim": ["claimName"],
        "rbd": ["monitors", "image"],
        "cinder": ["volumeID"], "cephfs": ["monitors"], "flexVolume": ["driver"], "configMap": ["name"],
        "azureFile": ["secretName", "shareName"], "vsphereVolume": ["volumePath"], "photonPersistentDisk": ["pdID"],
        "portworxVolume": ["volumeID"], "azureDisk": ["diskName", "diskURI"], "scaleIO": ["gateway", "system", "volumeName"],
    ]

    private mutating func hostPath(_ source: YAMLNode) {
        let path = source.string("path")
        guard !path.isEmpty else {
            required("path", at: source.field("path") ?? source)
            return
        }
        noBacksteps("path", at: source.field("path"), path)
        let types = ["", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"]
        let type = source.string("type")
        if !types.contains(type) { notSupported("type", at: source.field("type"), type, types) }
    }

    private mutating func diskPartition(_ source: YAMLNode) {
        guard let partition = source.integer("partition"), !(0...255).contains(partition) else { return }
        invalid("partition", at: source.field("partition"), "\(partition)", "must be between 1 and 255, inclusive")
    }

    private mutating func csi(_ source: YAMLNode) {
        let driver = source.string("driver")
        let node = source.field("driver") ?? source
        if driver.isEmpty { required("driver", at: node) }
        if driver.utf8.count > 63 { tooLong("driver", at: node, limit: 63) }
        invalid("driver", at: node, text: driver, Names.dnsSubdomainFaults(driver.lowercased()))
        guard let reference = source.field("nodePublishSecretRef") else { return }
        let name = reference.string("name")
        if name.isEmpty {
            required("nodePublishSecretRef.name", at: reference)
        } else {
            // The path lacks the reference, as the server has it.
            invalid("name", at: reference.field("name"), text: name, Names.dnsSubdomainFaults(name))
        }
    }

    private mutating func ephemeral(_ source: YAMLNode) {
        guard let template = source.field("volumeClaimTemplate") else {
            required("volumeClaimTemplate", at: source)
            return
        }
        inside("volumeClaimTemplate", template) { $0.claimTemplate(template) }
    }

    // MARK: Files

    /// Which keys become files where.
    mutating func keysToPaths(_ source: YAMLNode) {
        each("items", source.items("items")) { validation, _, item in validation.keyToPath(item) }
    }

    /// `validateKeyToPath`.
    private mutating func keyToPath(_ item: YAMLNode) {
        for field in ["key", "path"] where item.string(field).isEmpty { required(field, at: item.field(field) ?? item) }
        localPath("path", at: item.field("path"), item.string("path"))
        fileMode("mode", in: item)
    }

    /// `validateDownwardAPIVolumeFile`.
    mutating func downwardAPIFile(_ file: YAMLNode) {
        if file.string("path").isEmpty { required("path", at: file.field("path") ?? file) }
        localPath("path", at: file.field("path"), file.string("path"))
        if let reference = file.field("fieldRef") {
            inside("fieldRef", reference) { $0.podField(reference, DownwardAPI.fieldsOfFiles) }
            if file.field("resourceFieldRef") != nil {
                invalid("", at: file, "\"resource\"", "fieldRef and resourceFieldRef can not be specified simultaneously")
            }
        } else if let reference = file.field("resourceFieldRef") {
            inside("resourceFieldRef", reference) { $0.containerResource(reference, isFile: true) }
        } else {
            required("", at: file, "one of fieldRef and resourceFieldRef is required")
        }
        fileMode("mode", in: file)
    }

    /// The permissions of a file: 0 to 0777, which is 511.
    mutating func fileMode(_ field: String, in node: YAMLNode) {
        guard let mode = node.integer(field), !(0...0o777).contains(mode) else { return }
        invalid(field, at: node.field(field), "\(mode)", "must be a number between 0 and 0777 (octal), both inclusive")
    }

    /// `validatePathNoBacksteps`.
    mutating func noBacksteps(_ field: String, at node: YAMLNode?, _ path: String) {
        guard path.split(separator: "/", omittingEmptySubsequences: false).contains("..") else { return }
        invalid(field, at: node, "\"\(path)\"", "must not contain '..'")
    }

    /// `validateLocalDescendingPath`.
    mutating func descendingPath(_ field: String, at node: YAMLNode?, _ path: String) {
        if path.hasPrefix("/") { invalid(field, at: node, "\"\(path)\"", "must be a relative path") }
        noBacksteps(field, at: node, path)
    }

    /// `ValidateLocalNonReservedPath`.
    mutating func localPath(_ field: String, at node: YAMLNode?, _ path: String) {
        descendingPath(field, at: node, path)
        guard path.hasPrefix(".."), !path.hasPrefix("../") else { return }
        invalid(field, at: node, "\"\(path)\"", "must not start with '..'")
    }
}
