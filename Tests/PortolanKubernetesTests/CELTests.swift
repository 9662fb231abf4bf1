// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PortolanKubernetes

@Suite struct CELTests {
    /// What an expression makes of `self`, as text: its value, `error` or `not judged`.
    private func result(_ expression: String, of this: CELValue = .null, steps: Int = 10_000) -> String {
        switch CELParser.parse(expression) {
        case .failure: return "not judged"
        case .success(let parsed):
            var evaluator = CELEvaluator(steps: steps)
            do throws(CELFault) {
                switch try evaluator.value(parsed, of: this) {
                case .bool(let value): return "\(value)"
                case .int(let value): return "\(value)"
                case .string(let value): return value
                case .list(let list): return "\(list.count) elements"
                default: return "another value"
                }
            } catch {
                if case .error = error { return "error" }
                return "not judged"
            }
        }
    }

    @Test(arguments: [
        ("1 + 2 * 3 == 7", "true"), ("(1 + 2) * 3", "9"), ("-5 % 3", "-2"), ("!true || 1 < 2 && 2 < 3", "true"),
        ("1 < 2 ? 'yes' : 'no'", "yes"), ("2 in [1, 2]", "true"), ("'a' in {'a': 1}", "true"), ("[1, 2][1]", "2"), ("1 == 1.0", "true"),
        ("'a' + 'b'", "ab"), ("size([1] + [2])", "2"), ("10 / 4", "2"), ("0x10", "16"), ("true ? false ? 1 : 2 : 3", "2"),
    ]) func `operators bind as the language says`(_ expression: String, _ expected: String) {
        #expect(result(expression) == expected)
    }

    @Test(arguments: [
        (#"'a\tb'.size()"#, "3"), (#"r'a\tb'.size()"#, "4"), (#""""a"b""""#, "a\"b"), (#"'\u00e9'.size()"#, "1"),
        ("'a.b.c'.split('.')", "3 elements"), ("'abc'.substring(1)", "bc"), ("'abc'.substring(1, 2)", "b"), ("'ABC'.lowerAscii()", "abc"),
        ("'abc'.indexOf('c')", "2"), ("'a-b'.replace('-', '+')", "a+b"), ("['a', 'b'].join(',')", "a,b"),
        ("'x1'.matches('^[a-z][0-9]$')", "true"),
        ("'x1\\n'.matches('^[a-z][0-9]$')", "false"), ("'a//b'.contains('//')", "true"), ("string(5)", "5"), ("int('5') + 1", "6"),
        ("duration('1h') > duration('59m')", "true"), ("isIP('192.0.2.1')", "true"), ("isIP('192.0.2.01')", "false"),
        ("[3, 1, 2].sum()", "6"),
    ]) func `functions on text and lists`(_ expression: String, _ expected: String) {
        #expect(result(expression) == expected)
    }

    @Test(arguments: [
        ("self.all(x, x > 0)", "true"), ("self.exists(x, x == 3)", "true"), ("self.exists_one(x, x > 1)", "false"),
        ("self.filter(x, x > 1).size()", "2"), ("self.map(x, x * 2)[2]", "6"), ("self.map(x, x > 1, x).size()", "2"),
        ("self.all(x, self.exists_one(y, x == y))", "true"),
    ]) func `macros walk lists`(_ expression: String, _ expected: String) {
        #expect(result(expression, of: .list([.int(1), .int(2), .int(3)])) == expected)
    }

    @Test(arguments: [
        ("has(self.a)", "true"), ("has(self.b)", "false"), ("self.b", "error"), ("has(self.b.c)", "error"),
        ("self.a == 1 || self.b == 1", "true"),
        ("self.b == 1 || self.a == 1", "true"), ("self.b == 1 && self.a == 2", "false"), ("self.b == 1 || self.a == 2", "error"),
        ("self.__namespace__", "x"), ("self.all(key, key != 'z')", "true"), ("self['a']", "1"),
    ]) func `a field that is not there is an error, which the other side of an or can outweigh`(_ expression: String, _ expected: String) {
        #expect(result(expression, of: .map(["a": .int(1), "namespace": .string("x")])) == expected)
    }

    @Test(arguments: ["1 / 0", "1 % 0", "9223372036854775807 + 1", "[1][5]", "'a'.substring(2)", "int('x')", "duration('x')"])
    func `what cannot be worked out is an error`(_ expression: String) {
        #expect(result(expression) == "error")
    }

    @Test(arguments: [
        "url('a')", "self.?a", "1u", "x", "", "1 +", "(1", "self.all(i, v, i < v)", "quantity('1')", "'a", "b'x'", "timestamp('x')", "1 2",
        "a b",
        "'a' < 1", "!1", "size(1)", "[1].join()",
    ]) func `what is not understood is not judged`(_ expression: String) {
        #expect(result(expression) == "not judged")
    }

    @Test func `neither depth nor length brings it down`() {
        #expect(result(String(repeating: "(", count: 5000) + "1" + String(repeating: ")", count: 5000)) == "not judged")
        #expect(result(String(repeating: "!", count: 5000) + "true") == "not judged")
        #expect(result(String(repeating: "1+", count: 30_000) + "1") == "not judged")
        let many = CELValue.list(Array(repeating: .int(1), count: 1000))
        #expect(result("self.all(a, self.all(b, self.all(c, a == b && b == c)))", of: many) == "not judged")
    }
}
