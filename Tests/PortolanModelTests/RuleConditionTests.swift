// SPDX-License-Identifier: Apache-2.0

import PortolanModel
import Testing

@Suite struct RuleConditionTests {
    @Test func `hosts that a condition needs are found behind and`() {
        let condition = RuleCondition.all([.path(PathMatch(.prefix, "/a")), .any([.host("a.io"), .host("b.io")])])
        #expect(condition.requiredHosts == ["a.io", "b.io"])
    }

    @Test(arguments: [
        RuleCondition.any([.host("a.io"), .method("GET")]), .not(.host("a.io")), .hostMatch("a"), .host("*"), .all([]), .any([]),
    ]) func `a condition that any host may fulfil needs none`(_ condition: RuleCondition) {
        #expect(condition.requiredHosts == nil)
    }
}
