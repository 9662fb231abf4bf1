// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct SettingsTests {
    @Test func `properties stand in the order of their names, whatever the order of writing`() {
        var settings: Settings = ["b": "2", "a": "1"]
        settings["c"] = "3"
        settings["aa"] = "4"
        #expect(settings.map(\.name) == ["a", "aa", "b", "c"])
        #expect(settings == Settings([("c", "3"), ("aa", "4"), ("a", "1"), ("b", "2")]))
        #expect(settings.count == 4)
    }

    @Test func `of two values for a name the last counts`() {
        #expect(Settings([("a", "1"), ("a", "2")])["a"] == "2")
        #expect(Settings([("a", "1"), ("a", "2")]).count == 1)
        var settings: Settings = ["a": "1", "b": "2"]
        settings.merge(["b": "3", "c": "4"])
        #expect(settings == ["a": "1", "b": "3", "c": "4"])
    }

    @Test func `nil removes a property, and an absent one stays absent`() {
        var settings: Settings = ["a": "1", "b": "2"]
        settings["a"] = nil
        settings["z"] = nil
        #expect(settings["a"] == nil)
        #expect(settings.map(\.name) == ["b"])
        settings["b"] = nil
        #expect(settings.isEmpty)
    }
}

@Suite struct OrderTests {
    @Test func `places order by file, line and column`() {
        let places = [("b", 1, 1), ("a", 10, 1), ("a", 2, 9), ("a", 2, 10)].map {
            PortolanModel.SourceLocation(file: $0.0, line: $0.1, column: $0.2)
        }
        #expect(places.sorted().map(\.description) == ["a:2:9", "a:2:10", "a:10:1", "b:1:1"])
    }

    @Test func `references order by namespace, name and kind, and print without an empty namespace`() {
        let references = [("Pod", "a", "x"), ("Service", "", "z"), ("Ingress", "a", "x")].map {
            ObjectReference(kind: $0.0, namespace: $0.1, name: $0.2)
        }
        #expect(references.sorted().map(\.description) == ["Service/z", "a/Ingress/x", "a/Pod/x"])
    }

    @Test func `severities order from info to critical`() { #expect(Severity.allCases.sorted() == [.info, .warning, .error, .critical]) }

    @Test func `findings order by place first and by text last`() {
        func finding(_ line: Int, _ code: String, _ target: String?) -> Finding {
            Finding(
                code: code, severity: .info, subject: ObjectReference(kind: "Service", namespace: "a", name: "x"), target: target,
                location: PortolanModel.SourceLocation(file: "a", line: line), message: "m", remedy: "r")
        }
        let sorted = [finding(2, "a", nil), finding(1, "b", "gke"), finding(1, "b", nil), finding(1, "a", "eks")].sorted()
        #expect(sorted.map { "\($0.location.line) \($0.code) \($0.target ?? "-")" } == ["1 a eks", "1 b -", "1 b gke", "2 a -"])
    }

    @Test func `a node port of zero is one that the cluster picks`() {
        #expect(PortValue(nodePort: nil) == .allocated)
        #expect(PortValue(nodePort: 0) == .allocated)
        #expect(PortValue(nodePort: 30080) == .number(30080))
    }
}
