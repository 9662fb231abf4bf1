// SPDX-License-Identifier: Apache-2.0

import CLibYAML
public import PortolanModel

/// Bounds on what one file may hold, so that a hostile one gets a clear error and not the machine's memory.
public struct YAMLLimits: Sendable {
    /// Bytes of a file.
    public var bytes = Limits.fileBytes
    /// Collections inside collections.
    public var depth = Limits.yamlDepth
    /// Nodes of one document once its aliases are written out.
    public var expandedNodes = Limits.yamlNodes
    /// Nodes of one document that stand there by aliases alone; each is read as often as it is named.
    public var aliasedNodes = Limits.aliasedNodes
    /// Bytes of text of one document that stand there by aliases alone.
    public var aliasedBytes = Limits.aliasedBytes

    /// The house limits.
    public init() {}
}

/// Why a file, or the rest of one, could not be read as YAML.
public struct YAMLError: Error, Hashable, Sendable {
    /// Where.
    public var location: SourceLocation
    /// What was found, and what was expected: lower case, no full stop.
    public var message: String
    /// What to do.
    public var remedy: String
    /// How far into the composed bytes the first byte lies that cannot be decoded; `nil` where the bytes are text.
    var undecodableOffset: Int?
}

extension YAMLTree {
    /// Composes all documents of a file.
    ///
    /// - Parameters:
    ///   - bytes: The file's content; a byte-order mark, CRLF and JSON are fine.
    ///   - file: The path to show in messages.
    ///   - limits: What the file may hold.
    ///   - firstLine: How many lines of the file lie before these bytes.
    /// - Returns: The tree of the documents before the first error, and that error. libyaml cannot resume inside a file; the caller
    ///   that wants the documents behind a bad one splits at `---` (`ManifestReader`).
    public static func compose(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits(), firstLine: Int = 0
    ) -> (tree: YAMLTree, error: YAMLError?) {
        compose(bytes[...], file: file, limits: limits, firstLine: firstLine)
    }

    static func compose(
        _ bytes: ArraySlice<UInt8>, file: String, limits: YAMLLimits, firstLine: Int
    ) -> (tree: YAMLTree, error: YAMLError?) {
        var composer = YAMLComposer(file: file, limits: limits, firstLine: firstLine)
        let error = composer.run(bytes)
        return (YAMLTree(file: file, records: composer.records, text: composer.text, roots: composer.roots), error)
    }
}

/// Turns libyaml's events into records, one pass, no recursion.
struct YAMLComposer {
    let file: String
    let limits: YAMLLimits
    /// How many lines of the file lie before the bytes.
    let firstLine: Int
    var records: [YAMLTree.Record] = []
    var text: [UInt8] = []
    var roots: [Int] = []
    private var open: [Int] = []
    private var anchors: [String: Int] = [:]
    private var documentStart = 0
    private var expanded = Size()
    /// What aliases alone have added.
    private var aliased = Size()
    /// The expanded size of each anchored subtree, by the index of its root.
    private var anchoredSizes: [Int: Size] = [:]
    /// Expanded size when an anchored collection was opened.
    private var openAnchors: [(index: Int, expandedBefore: Size)] = []

    /// How much a subtree is, its aliases written out.
    private struct Size {
        var nodes = 0
        var bytes = 0

        /// Stays at the greatest number instead of leaving it: a bound far below stops what gets there.
        mutating func add(_ other: Size) {
            let (nodes, isTooMany) = self.nodes.addingReportingOverflow(other.nodes)
            let (bytes, isTooLong) = self.bytes.addingReportingOverflow(other.bytes)
            self.nodes = isTooMany ? .max : nodes
            self.bytes = isTooLong ? .max : bytes
        }
    }

    init(file: String, limits: YAMLLimits, firstLine: Int) {
        self.file = file
        self.firstLine = firstLine
        self.limits = limits
    }

    mutating func run(_ bytes: ArraySlice<UInt8>) -> YAMLError? {
        guard bytes.count <= limits.bytes else {
            return error(0, 0, "the file holds \(bytes.count) bytes, more than the \(limits.bytes) that are read", "split it")
        }
        var parser = yaml_parser_t()
        guard yaml_parser_initialize(&parser) == 1 else { return error(0, 0, "libyaml has no memory", "close other programs") }
        defer { yaml_parser_delete(&parser) }
        // What follows an error is mostly little of what is left of the file.
        let expected = firstLine == 0 ? bytes.count : min(bytes.count, 1 << 20)
        text.reserveCapacity(expected)
        records.reserveCapacity(expected / 12)
        return bytes.withUnsafeBufferPointer { buffer -> YAMLError? in
            yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            while true {
                var event = yaml_event_t()
                guard yaml_parser_parse(&parser, &event) == 1 else {
                    abandonDocument()
                    return syntaxError(parser, bytes)
                }
                defer { yaml_event_delete(&event) }
                if event.type == YAML_STREAM_END_EVENT { return nil }
                if let failure = take(event) {
                    abandonDocument()
                    return failure
                }
            }
        }
    }

    private mutating func take(_ event: yaml_event_t) -> YAMLError? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            documentStart = records.count
            expanded = Size()
            aliased = Size()
            anchors.removeAll(keepingCapacity: true)
            anchoredSizes.removeAll(keepingCapacity: true)
            return nil
        case YAML_DOCUMENT_END_EVENT:
            if records.count > documentStart { roots.append(documentStart) }
            return nil
        case YAML_SCALAR_EVENT:
            return takeScalar(event)
        case YAML_SEQUENCE_START_EVENT:
            return openCollection(.sequence, anchor: event.data.sequence_start.anchor, mark: event.start_mark)
        case YAML_MAPPING_START_EVENT:
            return openCollection(.mapping, anchor: event.data.mapping_start.anchor, mark: event.start_mark)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            closeCollection()
            return nil
        case YAML_ALIAS_EVENT:
            return takeAlias(event)
        default:
            return nil
        }
    }

    private mutating func takeScalar(_ event: yaml_event_t) -> YAMLError? {
        let scalar = event.data.scalar
        let plain = scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag == nil
        let index = append(.scalar, flag: plain, mark: event.start_mark)
        records[index].start = UInt32(text.count)
        records[index].count = UInt32(scalar.length)
        records[index].end = UInt32(index + 1)
        text.append(contentsOf: UnsafeBufferPointer(start: scalar.value, count: scalar.length))
        if plain, scalar.length == 2, let parent = open.last, records[parent].kind == .mapping, records[parent].count % 2 == 1,
            scalar.value[0] == UInt8(ascii: "<"), scalar.value[1] == UInt8(ascii: "<")
        {
            records[parent].flag = true
        }
        let size = Size(nodes: 1, bytes: scalar.length)
        if let anchor = scalar.anchor { remember(anchor, index: index, size: size) }
        return grow(by: size, mark: event.start_mark)
    }

    private mutating func takeAlias(_ event: yaml_event_t) -> YAMLError? {
        let name = String(cString: event.data.alias.anchor)
        guard let target = anchors[name] else {
            return error(
                event.start_mark.line, event.start_mark.column, "alias *\(name) has no anchor &\(name) before it in this document",
                "write the anchor first, or the value in full")
        }
        guard let size = anchoredSizes[target] else {
            return error(
                event.start_mark.line, event.start_mark.column, "alias *\(name) lies inside its own anchor",
                "write the value in full")
        }
        let index = append(.alias, flag: false, mark: event.start_mark)
        records[index].start = UInt32(target)
        records[index].end = UInt32(index + 1)
        aliased.add(size)
        guard aliased.nodes <= limits.aliasedNodes, aliased.bytes <= limits.aliasedBytes else {
            return error(
                event.start_mark.line, event.start_mark.column,
                "the document's aliases stand for more than \(limits.aliasedNodes) nodes or \(limits.aliasedBytes >> 20) MiB of text",
                "write fewer aliases, or split the document")
        }
        return grow(by: size, mark: event.start_mark)
    }

    private mutating func openCollection(
        _ kind: YAMLNode.Kind, anchor: UnsafeMutablePointer<yaml_char_t>?, mark: yaml_mark_t
    ) -> YAMLError? {
        guard open.count < limits.depth else {
            return error(mark.line, mark.column, "collections are nested more than \(limits.depth) deep", "flatten the document")
        }
        if let parent = open.last, records[parent].kind == .mapping, records[parent].count.isMultiple(of: 2) {
            return error(
                mark.line, mark.column, "a \(kind == .mapping ? "mapping" : "sequence") stands where a key is expected",
                "quote the value; a template's {{ … }} must be rendered first (--helm)")
        }
        let index = append(kind, flag: false, mark: mark)
        open.append(index)
        if let anchor {
            anchors[String(cString: anchor)] = index
            openAnchors.append((index, expanded))
        }
        return grow(by: Size(nodes: 1), mark: mark)
    }

    private mutating func closeCollection() {
        guard let index = open.popLast() else { return }
        records[index].end = UInt32(records.count)
        if let anchored = openAnchors.last, anchored.index == index {
            openAnchors.removeLast()
            anchoredSizes[index] = Size(
                nodes: expanded.nodes - anchored.expandedBefore.nodes, bytes: expanded.bytes - anchored.expandedBefore.bytes)
        }
    }

    private mutating func append(_ kind: YAMLNode.Kind, flag: Bool, mark: yaml_mark_t) -> Int {
        if let parent = open.last { records[parent].count += 1 }
        records.append(
            YAMLTree.Record(
                kind: kind, flag: flag, line: UInt32(firstLine + mark.line + 1), column: UInt32(mark.column + 1), start: 0, count: 0, end: 0
            ))
        return records.count - 1
    }

    private mutating func remember(_ anchor: UnsafeMutablePointer<yaml_char_t>, index: Int, size: Size) {
        anchors[String(cString: anchor)] = index
        anchoredSizes[index] = size
    }

    private mutating func grow(by size: Size, mark: yaml_mark_t) -> YAMLError? {
        expanded.add(size)
        guard expanded.nodes > limits.expandedNodes else { return nil }
        return error(
            mark.line, mark.column, "the document's aliases expand to more than \(limits.expandedNodes) nodes",
            "write fewer aliases of aliases")
    }

    /// Drops the nodes of a document that did not end.
    private mutating func abandonDocument() {
        let start = roots.isEmpty && documentStart == 0 ? 0 : documentStart
        if roots.last != start { records.removeSubrange(start...) }
        open.removeAll()
        openAnchors.removeAll()
    }

    private func syntaxError(_ parser: yaml_parser_t, _ bytes: ArraySlice<UInt8>) -> YAMLError {
        let problem = parser.problem.map { String(cString: $0) } ?? "not YAML"
        let context = parser.context.map { " " + String(cString: $0) } ?? ""
        if parser.error == YAML_READER_ERROR {
            // libyaml decodes ahead of what it parses, so its own mark lies before the byte; of a sequence it names the byte that does not fit.
            var before = bytes.prefix(parser.problem_offset)
            if problem.contains("trailing") {
                before = before.prefix(through: before.lastIndex { $0 >= 0xC0 } ?? before.startIndex).dropLast()
            }
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? before.startIndex
            var failure = error(
                before.count { $0 == UInt8(ascii: "\n") }, before[lineStart...].count { $0 & 0xC0 != 0x80 }, problem,
                problem.contains("UTF") ? "save the file as UTF-8" : "remove the character, or write it as an escape in double quotes")
            failure.undecodableOffset = before.count
            return failure
        }
        return error(
            parser.problem_mark.line, parser.problem_mark.column, "\(problem)\(context)",
            "mend the YAML at this place; a template must be rendered first (--helm, --kustomize)")
    }

    private func error(_ line: Int, _ column: Int, _ message: String, _ remedy: String) -> YAMLError {
        YAMLError(location: SourceLocation(file: file, line: firstLine + line + 1, column: column + 1), message: message, remedy: remedy)
    }
}
