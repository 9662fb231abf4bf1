// SPDX-License-Identifier: Apache-2.0

import PortolanManifest

/// A pod's volumes: their names, and that each has one source.
// Source: kubernetes v1.34.9 pkg/apis/core/validation/validation.go:401-772.
extension Validation {
    /// `ValidateVolumes`; gives the volumes that are right, since a wrong one does not count.
    ///
    /// The claim templates of a StatefulSet come before the volumes, and take the place of those of their names.
    mutating func volumes(_ spec: YAMLNode, claimTemplates: [YAMLNode], podName: String?) -> [String: PodVolume] {
        var sound: [String: PodVolume] = [:]
        let covered = claimTemplates.reduce(into: [String]()) { names, template in
            let name = template.field("metadata")?.string("name") ?? ""
            if !names.contains(name) { names.append(name) }
        }
        for (index, name) in covered.enumerated() {
            let template = claimTemplates.first { $0.field("metadata")?.string("name") ?? "" == name }
            inside("volumes[\(index)]", template) { validation in
                let node = template?.field("metadata")?.field("name") ?? template
                if name.isEmpty { validation.required("persistentVolumeClaim.claimName", at: node) }
                validation.volumeName(name, node, isTaken: false)
            }
            if Names.dnsLabelFaults(name).isEmpty { sound[name] = .claim }
        }
        // Images as volumes, and mounts of them, are dropped before the server looks (ImageVolume is off in 1.34).
        let left = spec.items("volumes").filter { !covered.contains($0.string("name")) && $0.field("image") == nil }
        let created = Set(left.filter { $0.field("ephemeral") != nil }.map { "\(podName ?? "")-\($0.string("name"))" })
        for (index, volume) in left.enumerated() {
            inside("volumes[\(covered.count + index)]", volume) { validation in
                validation.volume(volume, podName: podName, &sound)
                let claim = volume.field("persistentVolumeClaim")
                guard let claimed = claim?.string("claimName"), podName ?? "" != "", created.contains(claimed) else { return }
                let detail = "must not reference a PVC that gets created for an ephemeral volume"
                validation.invalid("persistentVolumeClaim.claimName", at: claim?.field("claimName"), "\"\(claimed)\"", detail)
            }
        }
        return sound
    }

    private mutating func volume(_ volume: YAMLNode, podName: String?, _ sound: inout [String: PodVolume]) {
        let name = volume.string("name")
        let before = reasons.count
        volumeSource(volume, podName: podName)
        volumeName(name, volume.field("name") ?? volume, isTaken: sound[name] != nil)
        if reasons.count == before { sound[name] = PodVolume(volume) }
    }

    private mutating func volumeName(_ name: String, _ node: YAMLNode?, isTaken: Bool) {
        if name.isEmpty {
            required("name", at: node)
        } else {
            invalid("name", at: node, text: name, Names.dnsLabelFaults(name))
        }
        if isTaken { duplicate("name", at: node, "\"\(name)\"") }
    }

    /// `validateVolumeSource`: the sources in the server's order, of which the first counts and the others are forbidden.
    private mutating func volumeSource(_ volume: YAMLNode, podName: String?) {
        var isFirst = true
        for kind in VolumeSources.inOrder {
            guard let source = volume.field(kind) else { continue }
            guard isFirst else {
                forbidden(VolumeSources.pathWhenSecond(kind), at: source, "may not specify more than 1 volume type")
                continue
            }
            isFirst = false
            inside(VolumeSources.path(kind), source) { $0.volumeSource(source, kind) }
            if kind == "iscsi" { initiatorNameFits(volume, source) }
            if kind == "ephemeral" { ephemeralClaimName(volume, podName: podName) }
        }
        // A volume without a source is an emptyDir (SetDefaults_Volume).
    }

    private mutating func initiatorNameFits(_ volume: YAMLNode, _ source: YAMLNode) {
        guard source.field("initiatorName") != nil else { return }
        let name = volume.string("name")
        guard name.utf8.count + 1 + source.string("targetPortal").utf8.count > 64 else { return }
        let detail = "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified."
        invalid("name", at: volume.field("name"), "\"\(name)\"", detail)
    }

    private mutating func ephemeralClaimName(_ volume: YAMLNode, podName: String?) {
        let name = volume.string("name")
        guard let podName, !podName.isEmpty, !name.isEmpty else { return }
        for fault in Names.dnsSubdomainFaults("\(podName)-\(name)") {
            invalid("name", at: volume.field("name"), "\"\(name)\"", "PVC name \"\(podName)-\(name)\": \(fault)")
        }
    }
}

/// What mounts need to know of a volume.
enum PodVolume {
    /// A claim, of its own or of a template: containers may use it as a device.
    case claim
    /// Any other source.
    case other

    init(_ volume: YAMLNode) {
        self = volume.field("persistentVolumeClaim") != nil || volume.field("ephemeral") != nil ? .claim : .other
    }
}

/// The kinds of volume sources.
enum VolumeSources {
    /// The fields in the order in which the server looks at them.
    static let inOrder = [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker",
        "persistentVolumeClaim", "rbd", "cinder", "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile",
        "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos", "projected", "scaleIO", "csi", "ephemeral",
    ]

    /// The path of a source's own errors, which is not always its field.
    static func path(_ kind: String) -> String { kind == "gcePersistentDisk" ? "persistentDisk" : kind }

    /// The path of a source that stands beside another, spelt as the server spells it.
    static func pathWhenSecond(_ kind: String) -> String {
        switch kind {
        case "cephfs": "cephFS"
        case "downwardAPI": "downwarAPI"
        default: kind
        }
    }
}
