// SPDX-License-Identifier: Apache-2.0
import CLibCurl
import Glibc
import PortolanModel
import PortolanNetworks

/// One request on its way: owns libcurl's easy handle and everything that the handle points to.
final class CurlEasy {
    let handle: UnsafeMutableRawPointer
    let request: Request
    let url: WebAddress
    let byteLimit: Int
    private(set) var body: [UInt8] = []
    /// The address that was refused after the name was looked up.
    private(set) var refusedAddress: IPAddress?
    private(set) var isTooLarge = false
    /// When the server last gave a sign of life: the connection, then each byte.
    private(set) var lastSign = ContinuousClock.now
    private var isConnected = false
    private let mayConnectAnywhere: Bool
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// Prepares a request.
    ///
    /// `proxy` and `mayConnectAnywhere` say how the socket may be opened; everything else is the same for all.
    init?(_ request: Request, url: WebAddress, limits: TransferLimits, environment: NetworkEnvironment, policy: AddressPolicy) {
        _ = CurlLibrary.isReady
        guard let handle = curl_easy_init() else {
            errorText.deallocate()
            return nil
        }
        self.handle = handle
        self.request = request
        self.url = url
        byteLimit = limits.bytes
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        let proxy = environment.proxy(for: url)
        // A proxy is an address that the user named in the environment; the server behind it is the proxy's to reach.
        mayConnectAnywhere = proxy != nil || policy.isNamed(url)
        let isSet = setTransport(limits, environment, proxy) && setRequest() && setCallbacks()
        guard isSet else { return nil }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headers)
        errorText.deallocate()
    }

    /// libcurl's own words for what went wrong.
    var detail: String { String(cString: errorText) }

    /// For how long the server has said nothing.
    ///
    /// Until there is a connection its own limit holds.
    func silence(now: ContinuousClock.Instant) -> Duration {
        var microseconds: curl_off_t = 0
        portolan_getinfo_offset(handle, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        if !isConnected {
            isConnected = microseconds > 0
            lastSign = now
        }
        return now - lastSign
    }

    // MARK: Options

    private func set(_ option: CURLoption, _ value: Int) -> Bool { portolan_setopt_long(handle, option, value) == CURLE_OK }
    private func set(_ option: CURLoption, _ value: String) -> Bool { portolan_setopt_string(handle, option, value) == CURLE_OK }

    private func setTransport(_ limits: TransferLimits, _ environment: NetworkEnvironment, _ proxy: String?) -> Bool {
        var isSet = set(CURLOPT_URL, url.text) && set(CURLOPT_PROTOCOLS_STR, url.scheme)
        isSet = isSet && set(CURLOPT_FOLLOWLOCATION, 0) && set(CURLOPT_NOSIGNAL, 1) && set(CURLOPT_QUICK_EXIT, 1)
        isSet = isSet && set(CURLOPT_SSL_VERIFYPEER, 1) && set(CURLOPT_SSL_VERIFYHOST, 2)
        isSet = isSet && set(CURLOPT_PROXY_SSL_VERIFYPEER, 1) && set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        isSet = isSet && set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        isSet = isSet && set(CURLOPT_CONNECTTIMEOUT_MS, limits.connect.milliseconds)
        isSet = isSet && portolan_setopt_offset(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(byteLimit)) == CURLE_OK
        // An empty text switches libcurl's own look at the environment off: what was judged is what is used.
        isSet = isSet && set(CURLOPT_PROXY, proxy ?? "") && set(CURLOPT_NOPROXY, "")
        if let file = environment.certificateFile { isSet = isSet && set(CURLOPT_CAINFO, file) && set(CURLOPT_PROXY_CAINFO, file) }
        if let folder = environment.certificateFolder { isSet = isSet && set(CURLOPT_CAPATH, folder) && set(CURLOPT_PROXY_CAPATH, folder) }
        return isSet
    }

    private func setRequest() -> Bool {
        var isSet = set(CURLOPT_USERAGENT, "portolan") && set(CURLOPT_ACCEPT_ENCODING, "")
        var lines = ["Accept: \(request.kind.accept)"]
        if let etag = request.validators.etag { lines.append("If-None-Match: \(etag)") }
        if let date = request.validators.lastModified { lines.append("If-Modified-Since: \(date)") }
        if let form = request.form {
            lines.append("Content-Type: application/x-www-form-urlencoded")
            isSet = isSet && set(CURLOPT_POSTFIELDSIZE, form.utf8.count) && set(CURLOPT_COPYPOSTFIELDS, form)
        }
        if let signing = request.signing {
            isSet = isSet && set(CURLOPT_AWS_SIGV4, "aws:amz:\(signing.region):\(signing.service)")
            isSet = isSet && set(CURLOPT_USERNAME, signing.credentials.keyID) && set(CURLOPT_PASSWORD, signing.credentials.secret)
            if let token = signing.credentials.sessionToken { lines.append("X-Amz-Security-Token: \(token)") }
        }
        if let token = request.token { lines.append("Authorization: Bearer \(token)") }
        // A line break in a value that came from elsewhere would begin a header of its own.
        for line in lines where !line.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            guard let longer = curl_slist_append(headers, line) else { return false }
            headers = longer
        }
        return isSet && portolan_setopt_list(handle, CURLOPT_HTTPHEADER, headers) == CURLE_OK
    }

    private func setCallbacks() -> Bool {
        // The handle never outlives this object, which owns it, and libcurl calls back only inside calls made with it.
        let context = Unmanaged.passUnretained(self).toOpaque()
        let receive: curl_write_callback = { data, size, count, context in
            guard let context, let data else { return 0 }
            return Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue().receive(
                UnsafeRawBufferPointer(start: data, count: size * count))
        }
        let open: curl_opensocket_callback = { context, _, address in
            guard let context, let address else { return curl_socket_t(-1) }
            return Unmanaged<CurlEasy>.fromOpaque(context).takeUnretainedValue().openSocket(address)
        }
        return portolan_setopt_write(handle, CURLOPT_WRITEFUNCTION, receive) == CURLE_OK
            && portolan_setopt_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK
            && portolan_setopt_opensocket(handle, CURLOPT_OPENSOCKETFUNCTION, open) == CURLE_OK
            && portolan_setopt_pointer(handle, CURLOPT_OPENSOCKETDATA, context) == CURLE_OK
            && portolan_setopt_pointer(handle, CURLOPT_ERRORBUFFER, errorText) == CURLE_OK
            && portolan_setopt_pointer(handle, CURLOPT_PRIVATE, context) == CURLE_OK
    }

    // MARK: Callbacks

    /// Takes bytes, decompressed; any count but theirs makes libcurl stop.
    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastSign = .now
        guard body.count + bytes.count <= byteLimit else {
            isTooLarge = true
            return bytes.isEmpty ? 1 : 0
        }
        body.append(contentsOf: bytes)
        return bytes.count
    }

    /// Opens the socket for an address that the name stands for, unless nobody should connect there.
    private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
        if !mayConnectAnywhere {
            guard let peer = IPAddress(socketAddress: address) else { return -1 }
            guard peer.isGloballyReachable else {
                refusedAddress = peer
                return -1
            }
        }
        return socket(address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}

extension IPAddress {
    /// The address in a socket address of libcurl's; `nil` for other families than IP.
    init?(socketAddress address: UnsafeMutablePointer<curl_sockaddr>) {
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: UnsafeRawPointer(address).advanced(by: offset), count: Int(min(address.pointee.addrlen, 128)))
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        switch address.pointee.family {
        case AF_INET where bytes.count >= 8: self.init(family: .ipv4, high: 0, low: number(4..<8))
        case AF_INET6 where bytes.count >= 24: self.init(family: .ipv6, high: number(8..<16), low: number(16..<24))
        default: return nil
        }
    }
}

extension Duration {
    /// In whole milliseconds, at least one.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 1_000_000_000 else { return .max / 2 }
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}

/// libcurl's state of the whole process.
enum CurlLibrary {
    /// Whether it was set up; done once, before the first handle.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
