// SPDX-License-Identifier: Apache-2.0

import PortolanModel

extension Answer {
    /// Whether a Service of the input answers.
    public var isServed: Bool { service != nil || !services.isEmpty }

    /// The answer in one line.
    public var words: String {
        if let refused {
            switch refused {
            case .noListener: return "no connection: nothing listens on the port"
            case .noCertificate: return "no connection: no certificate for the name"
            case .noBackend: return "no connection: nothing stands behind the port"
            case .unclaimed: return "nobody serves it"
            case .failed: return "the controller refuses it"
            case .invalid: return "it is refused when it is applied"
            }
        }
        if let location { return "\(status ?? 302) to \(location)" }
        if let status { return String(status) }
        var parts: [String] = []
        if let service { parts.append(service + (port.map { ":\($0.words)" } ?? "")) }
        parts += services.map { "\($0.permille / 10)\($0.permille % 10 == 0 ? "" : ".\($0.permille % 10)") % \($0.name)" }
        if let path { parts.append("as \(path)") }
        if let host { parts.append("for host \(host)") }
        return parts.joined(separator: ", ")
    }
}

extension PortValue {
    /// The port as a reader sees it.
    fileprivate var words: String {
        switch self {
        case .number(let number): String(number)
        case .allocated: "allocated"
        case .traffic: "traffic"
        case .name(let name): name
        }
    }
}
