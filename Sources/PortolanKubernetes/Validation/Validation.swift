// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import PortolanModel

/// Gathers what the API server's validation has against one object, in its order, with its paths and words.
///
/// The path is kept as steps and written out only when there is something to say, so an object without mistakes costs no text.
struct Validation {
    private struct Step {
        let name: String
        let index: Int?
        let node: YAMLNode?
    }

    private(set) var reasons: [Inventory.Rejection.Reason] = []
    private var steps: [Step] = []
    private let object: YAMLNode

    init(_ object: YAMLNode) { self.object = object }

    /// Validates a field's value below its path.
    mutating func inside(_ name: String, _ node: YAMLNode?, _ body: (inout Validation) -> Void) {
        steps.append(Step(name: name, index: nil, node: node))
        body(&self)
        steps.removeLast()
    }

    /// Validates each element of a list below its path.
    mutating func each(_ name: String, _ nodes: [YAMLNode], _ body: (inout Validation, Int, YAMLNode) -> Void) {
        for (index, node) in nodes.enumerated() {
            steps.append(Step(name: name, index: index, node: node))
            body(&self, index, node)
            steps.removeLast()
        }
    }

    // MARK: The kinds of errors

    /// `field.Required`.
    mutating func required(_ field: String, at node: YAMLNode? = nil, _ detail: String = "") {
        report("Required", field, node, detail.isEmpty ? "Required value" : "Required value: \(detail)")
    }

    /// `field.Invalid`.
    mutating func invalid(_ field: String, at node: YAMLNode? = nil, _ value: String, _ detail: String) {
        report("Invalid", field, node, value.isEmpty ? "Invalid value: \(detail)" : "Invalid value: \(value): \(detail)")
    }

    /// `field.Invalid`, once for each broken rule.
    mutating func invalid(_ field: String, at node: YAMLNode? = nil, text: String, _ details: [String]) {
        for detail in details { invalid(field, at: node, "\"\(text)\"", detail) }
    }

    /// `field.Forbidden`.
    mutating func forbidden(_ field: String, at node: YAMLNode? = nil, _ detail: String) {
        report("Forbidden", field, node, "Forbidden: \(detail)")
    }

    /// `field.Duplicate`.
    mutating func duplicate(_ field: String, at node: YAMLNode? = nil, _ value: String) {
        report("Duplicate", field, node, "Duplicate value: \(value)")
    }

    /// `field.NotSupported`.
    mutating func notSupported(_ field: String, at node: YAMLNode? = nil, _ value: String, _ supported: [String]) {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        report("NotSupported", field, node, "Unsupported value: \"\(value)\": supported values: \(list)")
    }

    /// `field.TooLong`.
    mutating func tooLong(_ field: String, at node: YAMLNode? = nil, limit: Int) {
        report("TooLong", field, node, "Too long: may not be more than \(limit) bytes")
    }

    /// `field.TooMany`.
    mutating func tooMany(_ field: String, at node: YAMLNode? = nil, count: Int, limit: Int) {
        report("TooMany", field, node, "Too many: \(count): must have at most \(limit) items")
    }

    /// `field.TypeInvalid`.
    mutating func typeInvalid(_ field: String, at node: YAMLNode? = nil, _ value: String, _ detail: String) {
        report("TypeInvalid", field, node, "Invalid value: \(value): \(detail)")
    }

    /// `field.NotFound`.
    mutating func notFound(_ field: String, at node: YAMLNode? = nil, _ value: String) {
        report("NotFound", field, node, "Not found: \"\(value)\"")
    }

    /// An answer that is no field error: the API server's own fault, as it sees it.
    mutating func internalError(at node: YAMLNode?, _ detail: String) {
        reasons.append(
            Inventory.Rejection.Reason(
                field: nil, type: "InternalError", message: "Internal error occurred: \(detail)", location: (node ?? object).location))
    }

    private mutating func report(_ type: String, _ field: String, _ node: YAMLNode?, _ message: String) {
        var path = ""
        for step in steps {
            path += path.isEmpty ? step.name : ".\(step.name)"
            if let index = step.index { path += "[\(index)]" }
        }
        if !field.isEmpty { path += path.isEmpty || field.first == "[" ? field : ".\(field)" }
        let place = node ?? steps.last { $0.node != nil }?.node ?? object
        reasons.append(Inventory.Rejection.Reason(field: path, type: type, message: message, location: place.location))
    }
}

// MARK: Rules that many fields share

extension Validation {
    /// A number that must not be negative.
    mutating func nonNegative(_ field: String, in node: YAMLNode?) {
        guard let value = node?.integer(field), value < 0 else { return }
        invalid(field, at: node?.field(field), "\(value)", "must be greater than or equal to 0")
    }

    /// A port number.
    mutating func portNumber(_ field: String, at node: YAMLNode?, _ value: Int) {
        guard !(1...65535).contains(value) else { return }
        invalid(field, at: node, "\(value)", "must be between 1 and 65535, inclusive")
    }

    /// A port by number or name.
    mutating func port(_ field: String, at node: YAMLNode?, _ value: IntOrString) {
        switch value {
        case .int(let number): portNumber(field, at: node, number)
        case .string(let name): invalid(field, at: node, text: name, Names.portNameFaults(name))
        }
    }

    /// One of a few words; the empty one counts as absent.
    mutating func oneOf(_ field: String, at node: YAMLNode?, _ value: String, _ supported: [String]) {
        if value.isEmpty {
            required(field, at: node)
        } else if !supported.contains(value) {
            notSupported(field, at: node, value, supported)
        }
    }

    /// A transport protocol.
    mutating func transportProtocol(at node: YAMLNode?, _ value: String) {
        oneOf("protocol", at: node, value, ["SCTP", "TCP", "UDP"])
    }

    /// Labels, or a selector of them: one path for all, as the API server has it.
    mutating func labels(_ field: String, _ labels: StringMap?, at node: YAMLNode?) {
        guard let labels else { return }
        for entry in labels {
            if !Names.isQualifiedName(entry.key) {
                invalid(field, at: node?.keyNode(entry.key) ?? node, text: entry.key, Names.qualifiedNameFaults(entry.key))
            }
            if !Names.isLabelValue(entry.value) {
                invalid(field, at: node?.value(entry.key) ?? node, text: entry.value, Names.labelValueFaults(entry.value))
            }
        }
    }

    /// Annotations: keys in any letter case, and a bound on their size.
    mutating func annotations(_ field: String, _ annotations: StringMap?, at node: YAMLNode?) {
        guard let annotations else { return }
        var size = 0
        for entry in annotations {
            size += entry.key.utf8.count + entry.value.utf8.count
            guard !Names.isQualifiedName(entry.key) else { continue }
            let faults = Names.qualifiedNameFaults(entry.key.lowercased())
            invalid(field, at: node?.keyNode(entry.key) ?? node, text: entry.key, faults)
        }
        if size > 256 << 10 { tooLong(field, at: node, limit: 256 << 10) }
    }
}
