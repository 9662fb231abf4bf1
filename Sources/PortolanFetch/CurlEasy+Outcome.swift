// SPDX-License-Identifier: Apache-2.0
import CLibCurl
import FoundationEssentials
import PortolanModel

extension CurlEasy {
    /// What became of the request once libcurl is done with it.
    enum Outcome {
        case response(Response)
        /// Somewhere else, as the server wrote it.
        case redirect(String)
        /// An error, and how long the server asks to wait.
        case failure(FetchError, retryAfter: Int?)
    }

    /// Judges libcurl's verdict, the status and the headers.
    func outcome(_ code: CURLcode, limits: TransferLimits) -> Outcome {
        guard code == CURLE_OK else { return .failure(error(code, limits), retryAfter: nil) }
        let status = url.scheme == "file" ? 200 : info(CURLINFO_RESPONSE_CODE)
        let validators = Validators(etag: header("ETag"), lastModified: header("Last-Modified"))
        switch status {
        case 200:
            if let error = contentError { return .failure(error, retryAfter: nil) }
            return .response(Response(status: status, url: url, body: body, validators: validators))
        case 304 where !request.validators.isEmpty:
            return .response(Response(status: status, url: url, body: [], validators: validators))
        case 301, 302, 303, 307, 308:
            // A signature holds for one host.
            guard request.signing == nil, request.token == nil, let target = text(CURLINFO_REDIRECT_URL) else { fallthrough }
            return .redirect(target)
        default:
            var seconds: curl_off_t = 0
            portolan_getinfo_offset(handle, CURLINFO_RETRY_AFTER, &seconds)
            return .failure(.status(url: url.display, code: status), retryAfter: seconds > 0 ? Int(seconds) : nil)
        }
    }

    /// How many bytes the server announced; `nil` where it did not.
    var expectedBytes: Int? {
        var length: curl_off_t = -1
        portolan_getinfo_offset(handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length)
        return length > 0 ? Int(length) : nil
    }

    private var contentError: FetchError? {
        let mediaType = header("Content-Type") ?? ""
        guard request.kind.admits(mediaType) else {
            return .contentType(url: url.display, found: mediaType, expected: request.kind.rawValue)
        }
        // The digest is that of the bytes on the wire, which are gone once they are decompressed.
        guard header("Content-Encoding") == nil, let announced = announcedDigest else { return nil }
        guard announced != Data(SHA256.digest(of: body)).base64EncodedString() else { return nil }
        return .corrupted(url: url.display, detail: "its SHA-256 is not the one that the server sent with it")
    }

    /// The SHA-256 that the server sent along, in base64 (RFC 9530, RFC 3230, and object stores' own header).
    private var announcedDigest: String? {
        for name in ["Content-Digest", "Repr-Digest", "Digest"] {
            for item in (header(name) ?? "").split(separator: ",") {
                let parts = item.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].lowercased() == "sha-256" else { continue }
                return String(parts[1].filter { $0 != ":" && $0 != " " })
            }
        }
        return header("x-amz-checksum-sha256")
    }

    private func error(_ code: CURLcode, _ limits: TransferLimits) -> FetchError {
        let shown = url.display
        if let refusedAddress, code == CURLE_COULDNT_CONNECT { return .refusedAddress(url: shown, address: refusedAddress.description) }
        if isTooLarge || code == CURLE_FILESIZE_EXCEEDED { return .tooLarge(url: shown, limit: byteLimit) }
        let detail = detail.isEmpty ? String(cString: curl_easy_strerror(code)) : detail
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST: return .unresolved(host: url.host)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_SEND_ERROR:
            return .unconnected(url: shown, detail: detail)
        case CURLE_OPERATION_TIMEDOUT: return .unconnected(url: shown, detail: "no answer within \(limits.connect.milliseconds) ms")
        case CURLE_PEER_FAILED_VERIFICATION: return .untrusted(url: shown, detail: certificateProblem(detail))
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM, CURLE_SSL_ISSUER_ERROR:
            return .untrusted(url: shown, detail: detail)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return .cutOff(url: shown, detail: detail)
        case CURLE_BAD_CONTENT_ENCODING: return .corrupted(url: shown, detail: detail)
        default: return .transfer(url: shown, detail: detail)
        }
    }

    /// What is wrong with the certificate, in a reader's words where OpenSSL's number is a known one.
    private func certificateProblem(_ detail: String) -> String {
        switch info(CURLINFO_SSL_VERIFYRESULT) {
        case 10: "its certificate has expired"
        case 9: "its certificate is not valid yet"
        case 18, 19, 20, 21: "its certificate comes from no CA that this machine trusts"
        case 62: "its certificate is for another host than \(url.host)"
        default: detail.contains("subject name") ? "its certificate is for another host than \(url.host)" : detail
        }
    }

    private func info(_ what: CURLINFO) -> Int {
        var value = 0
        portolan_getinfo_long(handle, what, &value)
        return value
    }

    private func text(_ what: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard portolan_getinfo_string(handle, what, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }

    /// A header of the last answer.
    private func header(_ name: String) -> String? {
        var header: UnsafeMutablePointer<curl_header>?
        guard curl_easy_header(handle, name, 0, UInt32(CURLH_HEADER), -1, &header) == CURLHE_OK, let value = header?.pointee.value else {
            return nil
        }
        return String(cString: value)
    }
}
