// SPDX-License-Identifier: Apache-2.0

/// Schedules as `robfig/cron`'s standard parser reads them.
// Source: github.com/robfig/cron v3.0.1 parser.go, as kubernetes v1.34.9 vendors it.
enum CronSchedule {
    private struct Field {
        let range: ClosedRange<Int>
        var names: [Substring: Int] = [:]
    }

    private static let fields = [
        Field(range: 0...59), Field(range: 0...23), Field(range: 1...31),
        Field(range: 1...12, names: names("jan feb mar apr may jun jul aug sep oct nov dec", from: 1)),
        Field(range: 0...6, names: names("sun mon tue wed thu fri sat", from: 0)),
    ]

    private static func names(_ text: Substring, from first: Int) -> [Substring: Int] {
        Dictionary(uniqueKeysWithValues: zip(text.split(separator: " "), first...))
    }

    /// What is wrong with a schedule; `nil` where nothing is.
    static func fault(_ schedule: String) -> String? {
        var rest = schedule[...]
        if let zone = ["TZ=", "CRON_TZ="].first(where: { rest.hasPrefix($0) }) {
            guard let blank = rest.firstIndex(of: " ") else { return "provided bad location \(rest.dropFirst(zone.count))" }
            let name = String(rest[..<blank].dropFirst(zone.count))
            guard TimeZones.isKnown(name) || name == "Local" else { return "provided bad location \(name): unknown time zone \(name)" }
            rest = rest[rest.index(after: blank)...]
            while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
        }
        if rest.first == "@" { return descriptorFault(rest) }
        let parts = rest.split { $0.isWhitespace }
        guard parts.count == fields.count else {
            return "expected exactly 5 fields, found \(parts.count): [\(parts.joined(separator: " "))]"
        }
        for (part, field) in zip(parts, fields) {
            for range in part.split(separator: ",") {
                if let fault = fault(of: range, field) { return fault }
            }
        }
        return nil
    }

    private static func descriptorFault(_ text: Substring) -> String? {
        let words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]
        if words.contains(String(text)) { return nil }
        guard text.hasPrefix("@every ") else { return "unrecognized descriptor: \(text)" }
        let duration = text.dropFirst("@every ".count)
        return GoDuration.isDuration(duration) ? nil : "failed to parse duration \(text): time: invalid duration \"\(duration)\""
    }

    /// `getRange`: `1`, `1-5`, `*/2`, `mon-fri`.
    private static func fault(of text: Substring, _ field: Field) -> String? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let bounds = (parts.first ?? "").split(separator: "-", omittingEmptySubsequences: false)
        guard let lower = bounds.first else { return "failed to parse int from : strconv.Atoi: parsing \"\": invalid syntax" }
        var (start, end) = (field.range.lowerBound, field.range.upperBound)
        // What follows a star and a hyphen is not looked at.
        if lower != "*", lower != "?" {
            guard let number = number(lower, field) else { return "failed to parse int from \(lower)" }
            guard bounds.count <= 2 else { return "too many hyphens: \(text)" }
            guard let last = bounds.count == 2 ? Self.number(bounds[1], field) : number else {
                return "failed to parse int from \(bounds[1])"
            }
            (start, end) = (number, last)
        }
        guard parts.count <= 2 else { return "too many slashes: \(text)" }
        if parts.count == 2 {
            guard let step = number(parts[1], Field(range: 0...0)) else { return "failed to parse int from \(parts[1])" }
            if bounds.count == 1 { end = field.range.upperBound }
            if step == 0 { return "step of range should be a positive number: \(text)" }
        }
        if start < field.range.lowerBound { return "beginning of range (\(start)) below minimum (\(field.range.lowerBound)): \(text)" }
        if end > field.range.upperBound { return "end of range (\(end)) above maximum (\(field.range.upperBound)): \(text)" }
        return start > end ? "beginning of range (\(start)) beyond end of range (\(end)): \(text)" : nil
    }

    private static func number(_ text: Substring, _ field: Field) -> Int? {
        if let named = field.names[Substring(text.lowercased())] { return named }
        guard let number = Int(text), number >= 0 else { return nil }
        return number
    }
}
