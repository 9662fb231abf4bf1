// SPDX-License-Identifier: Apache-2.0

public import PortolanModel

extension Assessment {
    /// What nobody asked for but differs on a target, and annotations that look like a target's own but that no controller knows.
    public var dangerFindings: [Finding] {
        endpoints.flatMap { endpoint in
            endpoint.columns.flatMap { column in
                column.dangers.map { danger in
                    let requirement = endpoint.requirements.first { $0.id == danger.requirement }
                    return Finding(
                        code: danger.code, severity: .critical, subject: endpoint.reference, target: column.target,
                        location: requirement?.origin.location ?? SourceLocation(file: "-", line: 1), message: danger.message,
                        remedy: danger.remedy)
                }
            }
        }
    }
}
