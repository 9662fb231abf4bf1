// SPDX-License-Identifier: Apache-2.0

/// Lays a drawing out: columns beside each other, a lane below the other, texts broken into lines that fit their boxes.
///
/// Whole numbers only, so that the same drawing is the same everywhere.
struct LaneLayout {
    /// Measures of a drawing, in the units of its view box.
    private enum Measure {
        static let label = 92
        static let gap = 26
        static let padding = 8
        static let line = 15
        /// The width that a character is given; texts are set in a face that is narrower on average.
        static let character = 7
        static let remarkIndent = 92
        static let lanePadding = 10
        static let least = 840
    }

    /// A text at a place.
    struct Text: Hashable {
        var x: Int
        var y: Int
        var text: String
    }

    /// A box with what stands in it.
    struct Box: Hashable {
        var x: Int
        var y: Int
        var width: Int
        var height: Int
        var isMarked: Bool
        var isDead: Bool
        var lines: [Text]
        /// Everything that stands there, where the lines had to be shortened.
        var whole: String
    }

    /// The way from a box to the next.
    struct Arrow: Hashable {
        var from: Int
        var to: Int
        var y: Int
        var isDead: Bool
    }

    /// A lane as it is drawn.
    struct DrawnLane {
        var targets: [Int]
        var label: [Text]
        var boxes: [Box]
        var arrows: [Arrow]
        var remarks: [(sign: String, text: Text, isDanger: Bool)]
    }

    private(set) var width = 0
    private(set) var height = 0
    private(set) var lanes: [DrawnLane] = []
    /// The columns' titles.
    private(set) var heads: [Text] = []

    private let columns: [(column: Lane.Column, x: Int, width: Int)]

    /// Lays lanes out.
    ///
    /// - Parameter names: The names of the targets, by their places.
    init(_ drawing: Drawing, names: [String]) {
        let used = Lane.Column.allCases.filter { column in drawing.lanes.contains { $0.steps.contains { $0.column == column } } }
        let needsEnd = drawing.lanes.contains { $0.deadEnd != nil && $0.steps.last?.column != .pod }
        var all = used
        if needsEnd, !all.contains(.pod) { all.append(.pod) }
        var x = Measure.label
        var columns: [(Lane.Column, Int, Int)] = []
        for column in all {
            let width = Self.width(of: column)
            columns.append((column, x, width))
            x += width + Measure.gap
        }
        self.columns = columns
        // A drawing of few steps is no larger than its neighbours: what is left over is for what a dead end says.
        width = max(x - Measure.gap + 2, Measure.least)
        heads = columns.map { Text(x: $0.1 + 2, y: 12, text: $0.0.title) }
        var y = 22
        for lane in drawing.lanes { y = add(lane, at: y, names: names) }
        height = y
    }

    private static func width(of column: Lane.Column) -> Int {
        switch column {
        case .client: 74
        case .address: 122
        case .balancer: 158
        case .rule: 158
        case .entry: 108
        case .service, .pod: 150
        }
    }

    private mutating func add(_ lane: Lane, at top: Int, names: [String]) -> Int {
        // Where the way leads to a container and ends there, the container is the dead end.
        let isFull = lane.steps.last?.column == .pod
        let end = isFull ? nil : lane.deadEnd.map { placedEnd(of: lane, $0) }
        let boxes = lane.steps.compactMap(placed)
        let label = Self.broken(Words.shortened(lane.targets.map { names[$0] }, to: 8), within: Measure.label - 4, most: 6)
        let rows = ([label.count, end?.lines.count ?? 0] + boxes.map(\.lines.count)).max() ?? 1
        let boxHeight = rows * Measure.line + 10
        let middle = top + boxHeight / 2
        var drawn = DrawnLane(targets: lane.targets, label: Self.centred(label, x: 0, middle: middle), boxes: [], arrows: [], remarks: [])
        for placed in boxes {
            let height = placed.lines.count * Measure.line + 10
            drawn.boxes.append(
                Box(
                    x: placed.x, y: middle - height / 2, width: placed.width, height: height, isMarked: placed.step.isMarked,
                    isDead: isFull && lane.deadEnd != nil && placed.step.column == .pod,
                    lines: Self.centred(placed.lines, x: placed.x + Measure.padding, middle: middle), whole: placed.step.words))
        }
        if let end {
            let height = end.lines.count * Measure.line + 10
            drawn.boxes.append(
                Box(
                    x: end.x, y: middle - height / 2, width: end.width, height: height, isMarked: false, isDead: true,
                    lines: Self.centred(end.lines, x: end.x + Measure.padding, middle: middle), whole: lane.deadEnd ?? ""))
        }
        for (from, to) in zip(drawn.boxes, drawn.boxes.dropFirst()) {
            drawn.arrows.append(Arrow(from: from.x + from.width, to: to.x, y: middle, isDead: to.isDead))
        }
        return addRemarks(lane, drawn, below: top + boxHeight)
    }

    /// A step with its place and the lines of its box.
    private struct PlacedStep {
        var x: Int
        var width: Int
        var step: Lane.Step
        var lines: [String]
    }

    private func placed(_ step: Lane.Step) -> PlacedStep? {
        guard let place = columns.first(where: { $0.column == step.column }) else { return nil }
        let lines = step.lines.flatMap { Self.broken($0, within: place.width, most: 3) }
        return PlacedStep(x: place.x, width: place.width, step: step, lines: lines)
    }

    private mutating func addRemarks(_ lane: Lane, _ drawn: DrawnLane, below top: Int) -> Int {
        var drawn = drawn
        var y = top
        let isFull = lane.steps.last?.column == .pod
        let ends = isFull ? lane.deadEnd.map { [(sign: "✕", words: $0, isDanger: true)] } ?? [] : []
        let told = zip(lane.remarks, lane.toldRemarks).map { (sign: $0.isDanger ? "!" : "≠", words: $1, isDanger: $0.isDanger) }
        for remark in ends + told {
            // Running text is narrower than the words in boxes: many of its letters are.
            let lines = Self.broken(remark.words, within: (width - Measure.remarkIndent - 24) * 8 / 7, most: 3)
            for (index, line) in lines.enumerated() {
                y += Measure.line
                drawn.remarks.append((index > 0 ? "" : remark.sign, Text(x: Measure.remarkIndent + 16, y: y, text: line), remark.isDanger))
            }
        }
        lanes.append(drawn)
        return y + Measure.lanePadding
    }

    /// The place of a dead end: behind the last step, as wide as there is room.
    private func placedEnd(of lane: Lane, _ reason: String) -> (x: Int, width: Int, lines: [String]) {
        let last = columns.lastIndex { place in lane.steps.contains { $0.column == place.column } }
        let x = last.map { columns[$0].x + columns[$0].width + Measure.gap } ?? Measure.label
        let next = x < width - 60 ? x : max(Measure.label, width - 152)
        let room = width - 2 - next
        return (next, room, Self.broken("✕ " + reason, within: room, most: 4))
    }

    private static func centred(_ lines: [String], x: Int, middle: Int) -> [Text] {
        let top = middle - lines.count * Measure.line / 2 + 11
        return lines.enumerated().map { Text(x: x, y: top + $0.offset * Measure.line, text: $0.element) }
    }

    // MARK: Text

    /// A text in lines that fit a width; what is more than `most` lines is cut, and said to be.
    static func broken(_ text: String, within width: Int, most: Int) -> [String] {
        let room = max(4, (width - 2 * Measure.padding) / Measure.character)
        var lines: [String] = []
        var line = ""
        for word in pieces(Words.clipped(text, to: room * (most + 1)), room) {
            let joined = line.isEmpty ? word.text : line + (word.isGlued ? "" : " ") + word.text
            if extent(joined) > room, !line.isEmpty {
                lines.append(line)
                line = word.text
            } else {
                line = joined
            }
        }
        if !line.isEmpty { lines.append(line) }
        guard lines.count > most else { return lines.isEmpty ? [""] : lines }
        var kept = Array(lines.prefix(most))
        while extent(kept[most - 1]) > room - 1 { kept[most - 1].removeLast() }
        kept[most - 1] += "…"
        return kept
    }

    /// The words of a text; one that does not fit is broken behind a sign where that can be, else anywhere.
    private static func pieces(_ text: String, _ room: Int) -> [(text: String, isGlued: Bool)] {
        text.split(separator: " ").flatMap { word -> [(String, Bool)] in
            guard extent(String(word)) > room else { return [(String(word), false)] }
            var parts: [(String, Bool)] = []
            var part = ""
            for character in word {
                if extent(part + String(character)) > room {
                    let cut = part.lastIndex { "-/.:_,=?&".contains($0) }.map { part.index(after: $0) }
                    let end = cut.flatMap { part.distance(from: part.startIndex, to: $0) > room / 3 ? $0 : nil } ?? part.endIndex
                    parts.append((String(part[..<end]), !parts.isEmpty))
                    part = String(part[end...])
                }
                part.append(character)
            }
            if !part.isEmpty { parts.append((part, !parts.isEmpty)) }
            return parts
        }
    }

    /// The width of a text in characters of an alphabet: those of others are as wide as two.
    private static func extent(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x1100 ? 2 : 1) }
    }
}

extension LaneLayout {
    /// What the templates can name of the drawing.
    func row(_ drawing: Drawing, id: String, groups: TargetGroups) -> TemplateRow {
        var row: TemplateRow = [
            "id": id, "width": String(width), "height": String(height),
            "caption": drawing.caption.isEmpty ? false : drawing.caption.templateText,
            "heads": heads.map(Self.row), "hasMarks": drawing.lanes.contains { $0.steps.contains(where: \.isMarked) },
        ]
        row["lanes"] = lanes.map { lane -> TemplateRow in
            [
                "group": groups.name(lane.targets), "label": lane.label.map(Self.row),
                "boxes": lane.boxes.map { box -> TemplateRow in
                    [
                        "x": String(box.x), "y": String(box.y), "width": String(box.width), "height": String(box.height),
                        "marked": box.isMarked, "dead": box.isDead, "lines": box.lines.map(Self.row),
                        "signX": String(box.x + box.width - 4), "signY": String(box.y + 4), "whole": box.whole.templateText,
                    ]
                },
                "arrows": lane.arrows.map { arrow -> TemplateRow in
                    [
                        "from": String(arrow.from + 2), "to": String(arrow.to - 2), "y": String(arrow.y), "dead": arrow.isDead,
                        "tip": String(arrow.to - 8), "top": String(arrow.y - 4), "bottom": String(arrow.y + 4),
                    ]
                },
                "remarks": lane.remarks.map { remark -> TemplateRow in
                    var row = Self.row(remark.text)
                    row["sign"] = remark.sign
                    row["signX"] = String(remark.text.x - 12)
                    row["danger"] = remark.isDanger
                    return row
                },
            ]
        }
        row["words"] = drawing.lanes.map { lane -> TemplateRow in
            var told: TemplateRow = [
                "targets": Words.list(lane.targets.map { groups.ids[$0] }).templateText, "way": lane.words.templateText,
                "group": groups.name(lane.targets),
            ]
            told.set("remarks", lane.toldRemarks.map(\.templateText))
            return told
        }
        return row
    }

    private static func row(_ text: Text) -> TemplateRow { ["x": String(text.x), "y": String(text.y), "text": text.text.templateText] }
}
