// SPDX-License-Identifier: Apache-2.0

import PortolanKubernetes
import PortolanModel

/// A code to ignore that is none.
///
/// Found while findings are ignored, not by a check.
enum IgnoredCodeUnknown {
    static let page = FindingPage(
        code: "ignored-code-unknown", severity: .warning, title: "An annotation ignores a code that does not exist",
        meaning: """
            `portolan.dev/ignore` names a code that no finding has, so nothing is ignored by it. Mostly it is misspelt, or the finding \
            has been renamed.
            """,
        remedy: "Correct the code. `portolan explain` lists all of them.",
        triggering: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                portolan.dev/ignore: one-replcia
            spec:
              ports:
                - port: 80
            """,
        passing: """
            apiVersion: v1
            kind: Service
            metadata:
              name: web
              annotations:
                portolan.dev/ignore.one-replica: a demonstration, nobody depends on it
            spec:
              ports:
                - port: 80
            """)

    static func finding(_ code: String, _ metadata: ObjectMeta, annotation: String) -> Finding {
        Finding(
            code: page.code, severity: page.severity, subject: metadata.reference, location: metadata.location(ofAnnotation: annotation),
            message: "no finding has the code \"\(code)\", so the annotation ignores nothing",
            remedy: "correct the code; `portolan explain` lists all of them")
    }
}
