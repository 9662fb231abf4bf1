// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// The rules of what a container mounts, or uses as a device.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:1395-1428, 3030-3125.
extension Validation {
    /// `ValidateVolumeMounts`.
    mutating func volumeMounts(_ container: YAMLNode, _ pod: PodContext) {
        let mounts = pod.mounts(of: container)
        guard !mounts.isEmpty else { return }
        var paths: Set<String> = []
        let devices = container.items("volumeDevices")
        let deviceNames = Set(devices.map { $0.string("name") })
        // Of devices with one name the last one's path counts.
        let devicePaths = Set(Dictionary(devices.map { ($0.string("name"), $0.string("devicePath")) }) { $1 }.values)
        for (index, mount) in mounts.enumerated() {
            let (name, path) = (mount.string("name"), mount.string("mountPath"))
            inside("volumeMounts[\(index)]", mount) { validation in
                if name.isEmpty { validation.required("name", at: mount.field("name")) }
                if pod.volumes[name] == nil { validation.notFound("name", at: mount.field("name"), name) }
                let node = mount.field("mountPath")
                if path.isEmpty { validation.required("mountPath", at: node) }
                if !paths.insert(path).inserted { validation.invalid("mountPath", at: node, "\"\(path)\"", "must be unique") }
                if deviceNames.contains(name) {
                    validation.invalid("name", at: mount.field("name"), "\"\(name)\"", "must not already exist in volumeDevices")
                }
                if devicePaths.contains(path) {
                    validation.invalid("mountPath", at: node, "\"\(path)\"", "must not already exist as a path in volumeDevices")
                }
            }
            mountOptions(mount, index, container)
        }
    }

    /// What stands beside name and path; some of these paths lack the index, as the server has it.
    private mutating func mountOptions(_ mount: YAMLNode, _ index: Int, _ container: YAMLNode) {
        let (part, expression) = (mount.string("subPath"), mount.string("subPathExpr"))
        if !part.isEmpty { descendingPath("volumeMounts.subPath", at: mount.field("subPath"), part) }
        if !expression.isEmpty {
            let node = mount.field("subPathExpr")
            let detail = "subPathExpr and subPath are mutually exclusive"
            if !part.isEmpty { invalid("volumeMounts[\(index)].subPathExpr", at: node, "\"\(expression)\"", detail) }
            descendingPath("volumeMounts.subPathExpr", at: node, expression)
        }
        mountPropagation(mount, container)
        recursiveReadOnly(mount)
    }

    private mutating func mountPropagation(_ mount: YAMLNode, _ container: YAMLNode) {
        guard let mode = mount.optionalString("mountPropagation") else { return }
        let node = mount.field("mountPropagation")
        let modes = ["Bidirectional", "HostToContainer", "None"]
        if !modes.contains(mode) { notSupported("volumeMounts.mountPropagation", at: node, mode, modes) }
        guard mode == "Bidirectional", container.field("securityContext")?.boolean("privileged") != true else { return }
        let detail = "Bidirectional mount propagation is available only to privileged containers"
        forbidden("volumeMounts.mountPropagation", at: node, detail)
    }

    private mutating func recursiveReadOnly(_ mount: YAMLNode) {
        guard let mode = mount.optionalString("recursiveReadOnly") else { return }
        let field = "volumeMounts.recursiveReadOnly"
        let node = mount.field("recursiveReadOnly")
        switch mode {
        case "Disabled":
            return
        case "Enabled", "IfPossible":
            if mount.boolean("readOnly") != true { forbidden(field, at: node, "may only be specified when readOnly is true") }
            guard let propagation = mount.optionalString("mountPropagation"), propagation != "None" else { return }
            forbidden(field, at: node, "may only be specified when mountPropagation is None or not specified")
        default:
            notSupported(field, at: node, mode, ["Disabled", "Enabled", "IfPossible"])
        }
    }

    /// `ValidateVolumeDevices`.
    mutating func volumeDevices(_ container: YAMLNode, _ pod: PodContext) {
        guard container.field("volumeDevices") != nil else { return }
        var (names, paths): (Set<String>, Set<String>) = ([], [])
        let mounts = pod.mounts(of: container)
        let mountNames = Set(mounts.map { $0.string("name") })
        let mountPaths = Set(Dictionary(mounts.map { ($0.string("name"), $0.string("mountPath")) }) { $1 }.values)
        each("volumeDevices", container.items("volumeDevices")) { validation, _, device in
            let name = device.string("name")
            let node = device.field("name")
            if name.isEmpty { validation.required("name", at: node) }
            if names.contains(name) { validation.invalid("name", at: node, "\"\(name)\"", "must be unique") }
            switch pod.volumes[name] {
            case .claim?: break
            case .other?:
                let detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
                validation.invalid("name", at: node, "\"\(name)\"", detail)
            case nil: validation.notFound("name", at: node, name)
            }
            validation.devicePath(device, &paths)
            if mountNames.contains(name) {
                validation.invalid("name", at: node, "\"\(name)\"", "must not already exist in volumeMounts")
            }
            let path = device.string("devicePath")
            if mountPaths.contains(path) {
                let detail = "must not already exist as a path in volumeMounts"
                validation.invalid("devicePath", at: device.field("devicePath"), "\"\(path)\"", detail)
            }
            if !name.isEmpty { names.insert(name) }
        }
    }

    private mutating func devicePath(_ device: YAMLNode, _ paths: inout Set<String>) {
        let path = device.string("devicePath")
        let node = device.field("devicePath")
        if path.isEmpty { required("devicePath", at: node) }
        if paths.contains(path) { invalid("devicePath", at: node, "\"\(path)\"", "must be unique") }
        if path.split(separator: "/").contains("..") {
            invalid("devicePath", at: node, "\"\(path)\"", "can not contain backsteps ('..')")
        } else {
            paths.insert(path)
        }
    }
}

extension PodContext {
    /// A container's mounts, but for those of images, which are dropped.
    fileprivate func mounts(of container: YAMLNode) -> [YAMLNode] {
        let mounts = container.items("volumeMounts")
        return images.isEmpty ? mounts : mounts.filter { !images.contains($0.string("name")) }
    }
}
