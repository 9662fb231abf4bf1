// SPDX-License-Identifier: Apache-2.0

import PortolanProvider

/// What the controller does since some release; which one stands in the catalogue, `versions.features`.
enum IngressNGINXFeature: String, ControllerFeature, CaseIterable {
    case ignoresGlobalRateLimit = "ignores-global-rate-limit"
    case originsOfAnyScheme = "origins-of-any-scheme"
    case nullOrigin = "null-origin"
    case blanksInErrorCodes = "blanks-in-error-codes"
    case dotsInPaths = "dots-in-paths"
    case namedErrorPage = "named-error-page"
    case wholeAuthMethod = "whole-auth-method"
    case riskOfAliases = "risk-of-aliases"
}

extension Pattern {
    /// The expression that a release has in the place of this one.
    func of(_ release: ControllerRelease) -> Pattern {
        switch self {
        case .method where !release.has(IngressNGINXFeature.wholeAuthMethod): .methodAnywhere
        case .errorPage where !release.has(IngressNGINXFeature.namedErrorPage): .errorPageByURL
        case .typedPath where !release.has(IngressNGINXFeature.dotsInPaths): .typedPathWithoutDots
        case .origins where !release.has(IngressNGINXFeature.originsOfAnyScheme): .originsOfHTTP
        case .origins where !release.has(IngressNGINXFeature.nullOrigin): .originsButNull
        case .origin where !release.has(IngressNGINXFeature.originsOfAnyScheme): .originOfHTTP
        case .origin where !release.has(IngressNGINXFeature.nullOrigin): .originButNull
        default: self
        }
    }
}
