// SPDX-License-Identifier: Apache-2.0

import PortolanModel
public import PortolanTrace

/// Traces for programs, as the routing contract has them.
public enum TraceJSON {
    /// Renders traces.
    public static func render(_ traces: [Trace]) -> [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", "portolan.trace/v1")
            json.member("traces", traces) { json, trace in
                json.object { json in
                    json.member("request", trace.probe.text)
                    json.headers(trace.probe.request.headers)
                    json.member("target", trace.target)
                    json.member("to", "\(trace.to.kind)/\(trace.to.namespace)/\(trace.to.name)")
                    json.member("answer") { $0.members(trace.answer) }
                    json.member("reason", trace.reason)
                    if !trace.hops.isEmpty { json.member("hops", trace.hops) { $0.value($1) } }
                    json.member("notes", trace.notes)
                }
            }
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// Renders an answer alone, as conformance cases compare it.
    public static func render(_ answer: Answer) -> [UInt8] {
        var json = JSONWriter()
        json.object { $0.members(answer) }
        return json.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func headers(_ headers: [Header]) {
        guard !headers.isEmpty else { return }
        member("headers") { json in
            for header in headers { json.member(named: header.name) { $0.string(header.value) } }
        }
    }

    fileprivate mutating func members(_ answer: Answer) {
        member("service", answer.service)
        member("port", answer.port)
        if !answer.services.isEmpty {
            member("services") { json in
                for share in answer.services { json.member(named: share.name) { $0.tenths(share.permille) } }
            }
        }
        member("path", answer.path)
        member("host", answer.host)
        changes("requestHeaders", answer.requestHeaders)
        changes("responseHeaders", answer.responseHeaders)
        member("status", answer.status)
        member("location", answer.location)
        member("mirrors", answer.mirrors)
        member("refused", answer.refused?.rawValue)
    }

    fileprivate mutating func value(_ hop: Trace.Hop) {
        object { json in
            json.member("kind", hop.kind)
            json.member("text", hop.text)
            if let location = hop.location { json.member("source") { $0.members(location) } }
        }
    }
}
