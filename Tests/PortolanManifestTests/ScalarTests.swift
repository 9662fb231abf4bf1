// SPDX-License-Identifier: Apache-2.0

import PortolanManifest
import Testing

@Suite struct ScalarTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("Null", .null), ("NULL", .null), ("nULL", .string("nULL")), ("true", .bool(true)),
            ("True", .bool(true)), ("TRUE", .bool(true)), ("tRUE", .string("tRUE")), ("yes", .bool(true)), ("Yes", .bool(true)),
            ("YES", .bool(true)),
            ("y", .bool(true)), ("Y", .bool(true)), ("on", .bool(true)), ("no", .bool(false)), ("n", .bool(false)), ("N", .bool(false)),
            ("off", .bool(false)), ("Off", .bool(false)), ("false", .bool(false)), ("yep", .string("yep")),
        ] as [(String, YAMLScalar)]) func `YAML 1.1's words for truth and nothing`(_ row: (text: String, value: YAMLScalar))
    {
        #expect(YAMLScalar(plain: row.text) == row.value)
    }

    @Test(
        arguments: [
            ("0", .int(0)), ("80", .int(80)), ("-1", .int(-1)), ("+1", .int(1)), ("0x1F", .int(31)), ("-0x1f", .int(-31)),
            ("0b101", .int(5)),
            ("0o17", .int(15)), ("017", .int(15)), ("1_000", .int(1000)), ("9223372036854775807", .int(.max)),
            ("9223372036854775808", .float(9_223_372_036_854_775_808)), ("1.5", .float(1.5)), (".5", .float(0.5)), ("5.", .float(5)),
            ("1e3", .float(1000)),
            ("-1.5E-3", .float(-0.0015)), (".inf", .float(.infinity)), ("-.INF", .float(-.infinity)), ("1.2.3", .string("1.2.3")),
            ("1.34.0", .string("1.34.0")),
            ("0x", .string("0x")), ("-", .string("-")), ("+", .string("+")), (".", .string(".")), ("1e", .string("1e")),
            ("e3", .string("e3")),
            ("10.0.0.0/8", .string("10.0.0.0/8")), ("1h", .string("1h")), ("0x-1", .string("0x-1")), ("--1", .string("--1")),
            ("１", .string("１")),
            ("2001-01-01", .string("2001-01-01")), ("1:30", .string("1:30")),
        ] as [(String, YAMLScalar)]) func `numbers as go-yaml reads them`(_ row: (text: String, value: YAMLScalar))
    {
        #expect(YAMLScalar(plain: row.text) == row.value)
    }

    @Test func `not a number is no equal of itself`() {
        guard case .float(let value) = YAMLScalar(plain: ".nan") else {
            Issue.record("expected a float")
            return
        }
        #expect(value.isNaN)
    }

    @Test func `what is quoted, a block or tagged is text`() {
        let file = ManifestReader.read(Array("[\"80\", 'true', ! '', !!str 80, 80, ]\n---\n|\n  80\n".utf8), path: "a")
        #expect(
            file.documents.first?.elements.compactMap(\.scalar) == [.string("80"), .string("true"), .string(""), .string("80"), .int(80)])
        #expect(file.documents.last?.scalar == .string("80\n"))
    }

    @Test func `the quick answer never contradicts the whole look`() {
        let words = [
            "", "~", "~x", "null", "Null", "y", "yes", "Yess", "on", "off", "true", "false", "falsey", "no", "none", "1", "-x", ".x", "+x",
            "abc", "tru", "nul",
            "ON", "OFF", "on ", "é", "~~",
        ]
        for word in words {
            guard let node = ManifestReader.read(Array("- \(word)\n".utf8), path: "a").documents.first?.elements.first else { continue }
            if node.isCertainlyText { #expect(YAMLScalar(plain: node.text ?? "") == .string(node.text ?? ""), "\(word)") }
            #expect(node.isNull == (node.scalar == .null), "\(word)")
        }
    }
}
