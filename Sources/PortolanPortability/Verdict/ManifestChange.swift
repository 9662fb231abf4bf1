// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
public import PortolanModel

/// A change to one object of the input that makes an endpoint work, whether `portolan adapt` writes it or a person has to.
public struct ManifestChange: Hashable, Sendable {
    /// The object.
    public var object: ObjectReference
    /// Where the object starts.
    public var location: SourceLocation
    /// Lines of block-style YAML that it takes.
    public var lines: Int
    /// The change in a line, as YAML would have it.
    public var words: String

    /// The changes that an adaptation makes to a Service, without the notes that Portolan leaves for itself.
    static func changes(_ changes: [ServiceChange], to service: Service) -> [ManifestChange] {
        let real = changes.filter { !$0.isPin }
        let opensAnnotations = service.annotations.isEmpty ? real.firstIndex { $0.isAddedAnnotation } : nil
        return real.enumerated().map { index, change in
            ManifestChange(
                object: service.metadata.reference, location: service.metadata.location,
                lines: change.lines(in: service) + (index == opensAnnotations ? 1 : 0), words: change.words)
        }
    }
}

extension ServiceChange {
    /// Whether the change only keeps what a manifest asks for readable, and does nothing in a cluster.
    package var isPin: Bool {
        switch self {
        case .annotation(let key, _), .annotationRemoval(let key):
            key == Home.annotation || key.hasPrefix(RequirementReader.neutralPrefix)
        case .field, .list, .removal: false
        }
    }

    fileprivate var isAddedAnnotation: Bool {
        if case .annotation = self { return true }
        return false
    }

    /// Lines of block-style YAML: a list has a line for its name and one for each element.
    fileprivate func lines(in service: Service) -> Int {
        guard case .list(_, let values) = self else { return 1 }
        return values.count + (service.loadBalancerSourceRanges.isEmpty ? 1 : 0)
    }
}
