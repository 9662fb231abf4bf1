// SPDX-License-Identifier: Apache-2.0

package import PortolanKubernetes
import PortolanModel
package import PortolanProvider

/// Words that say who may reach a Service with a value that means nothing: whoever wrote them meant something, and it may have been private.
package struct UnreadScope: Sendable {
    private let vocabularies: [Vocabulary]

    /// Learns the words of targets.
    package init(_ catalogues: [Catalogue]) { vocabularies = catalogues.map(Vocabulary.init) }

    init(_ vocabularies: [Vocabulary]) { self.vocabularies = vocabularies }

    /// The annotation of a Service that says it so that nobody can read it; `nil` where there is none, or where another one says it readably.
    package func annotation(of service: Service) -> StringMap.Entry? {
        guard service.type == .loadBalancer, !service.annotations.isEmpty else { return nil }
        var unread: StringMap.Entry?
        for entry in service.annotations where !entry.value.allSatisfy(\.isWhitespace) {
            let values = vocabularies.flatMap { $0.scopes(said: entry) }
            if values.contains(where: { $0 != nil }) { return nil }
            if unread == nil, !values.isEmpty, !entry.value.contains(ServiceChange.placeholderPrefix) { unread = entry }
        }
        return unread
    }

    /// What to write on a target instead of guessing: a placeholder in its own word for who may reach a Service; `nil` where nothing is unread.
    package func placeholder(for service: Service, on catalogue: Catalogue) -> ServiceChange? {
        let vocabulary = Vocabulary(catalogue)
        guard let unread = annotation(of: service), !vocabulary.reads(unread.key) else { return nil }
        let rows = vocabulary.rows(expressing: .reachability).filter { $0.mapping.isWritten && $0.row.isRead && !$0.row.key.contains("*") }
        guard let row = rows.first(where: { $0.mapping.entry == nil })?.row, service.annotations[row.key] == nil else { return nil }
        return .annotation(key: row.key, value: ServiceChange.placeholder(.reachability))
    }
}

extension Vocabulary {
    /// What an annotation says of who may reach a Service, for each row that it could say it by; `nil` where its value means nothing.
    fileprivate func scopes(said entry: StringMap.Entry) -> [String?] {
        rows(for: entry.key).filter { $0.isRead && !$0.isLabel }.flatMap { row in
            row.requirements.filter { $0.id == RequirementID.reachability }.map { mapping in
                NeutralValue.read(entry.value, as: mapping, type: row.type)
            }
        }
    }
}
