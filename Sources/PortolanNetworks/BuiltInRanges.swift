// SPDX-License-Identifier: Apache-2.0
import PortolanModel

/// The ranges that come with the program, so that a plan says something about literal addresses before anything is fetched.
///
/// They are the large blocks that each cloud has held for years, not its whole list; `portolan fetch` brings that. A block is here
/// if the cloud's own list covered (nearly) all of it on the day named.
public enum BuiltInRanges {
    /// The built-in lists, one a cloud.
    public static let all: [PublishedRanges] = sources.map { cloud, url in
        let groups = table.split(separator: "\n").compactMap { line -> RangeGroup? in
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count > 2, fields[0] == cloud else { return nil }
            let region = fields[1] == "-" ? "" : String(fields[1])
            return RangeGroup(cloud: cloud, region: region, service: "", prefixes: fields.dropFirst(2).compactMap { IPPrefix($0) })
        }
        return PublishedRanges(groups: groups, provenance: Provenance(url: url, date: "2026-08-22", isBuiltIn: true))
    }

    private static let sources: [(cloud: String, url: String)] = [
        ("aws", "https://ip-ranges.amazonaws.com/ip-ranges.json"),
        ("azure", "https://www.microsoft.com/en-us/download/details.aspx?id=56519"),
        ("cloudflare", "https://www.cloudflare.com/ips/"),
        ("digitalocean", "https://www.digitalocean.com/geo/google.csv"),
        ("gcp", "https://www.gstatic.com/ipranges/cloud.json"),
        ("linode", "https://geoip.linode.com/"),
        ("oci", "https://docs.oracle.com/en-us/iaas/tools/public_ip_ranges.json"),
        ("vultr", "https://geofeed.constant.com/?json"),
    ]

    /// Cloud, region (`-` where the block serves several), blocks.
    private static let table = """
        aws us-east-1 3.80.0.0/12 3.208.0.0/12 3.224.0.0/12 18.204.0.0/14 34.192.0.0/12 44.192.0.0/11 52.0.0.0/15 52.2.0.0/15 54.144.0.0/14
        aws us-east-1 100.24.0.0/13 2600:1f18::/33
        aws us-east-2 3.16.0.0/14 18.188.0.0/16 18.216.0.0/14
        aws us-west-2 34.208.0.0/12 35.80.0.0/12 44.224.0.0/11 52.24.0.0/14 52.32.0.0/14 54.184.0.0/13 2600:1f14::/35
        aws eu-west-1 34.240.0.0/13 52.48.0.0/14 52.208.0.0/13 54.72.0.0/15 63.32.0.0/14 99.80.0.0/15 2a05:d018::/36
        aws eu-central-1 3.64.0.0/12 3.120.0.0/14 18.184.0.0/15 18.192.0.0/15 35.156.0.0/14 52.28.0.0/16 2a05:d014::/36
        aws ap-northeast-1 13.112.0.0/14 18.176.0.0/15 52.192.0.0/15 54.64.0.0/15
        aws ap-southeast-1 13.228.0.0/15 18.136.0.0/16 52.74.0.0/16 54.254.0.0/16
        aws ap-southeast-2 3.104.0.0/14 13.54.0.0/15 52.62.0.0/15
        azure - 4.144.0.0/12 13.64.0.0/11 13.104.0.0/14 20.33.0.0/16 20.34.0.0/15 20.36.0.0/14 20.40.0.0/13 20.48.0.0/12 20.64.0.0/10
        azure - 20.128.0.0/16 20.184.0.0/13 20.192.0.0/10 23.96.0.0/13 40.64.0.0/10 40.112.0.0/13 40.120.0.0/14 51.104.0.0/15 52.136.0.0/13
        azure - 52.160.0.0/11 52.224.0.0/11 104.40.0.0/13 104.208.0.0/13 137.116.0.0/15 137.135.0.0/16 138.91.0.0/16 168.61.0.0/16
        azure - 168.62.0.0/15 172.160.0.0/11 191.232.0.0/13 2603:1000::/24
        cloudflare - 103.21.244.0/22 103.22.200.0/22 103.31.4.0/22 104.16.0.0/13 104.24.0.0/14 108.162.192.0/18 131.0.72.0/22
        cloudflare - 141.101.64.0/18 162.158.0.0/15 172.64.0.0/13 173.245.48.0/20 188.114.96.0/20 190.93.240.0/20 197.234.240.0/22
        cloudflare - 198.41.128.0/17 2400:cb00::/32 2405:8100::/32 2405:b500::/32 2606:4700::/32 2803:f800::/32 2a06:98c0::/29 2c0f:f248::/32
        digitalocean - 64.225.0.0/17 68.183.0.0/16 104.131.0.0/16 104.236.0.0/16 104.248.0.0/16 128.199.0.0/16 134.209.0.0/16
        digitalocean - 137.184.0.0/16 138.68.0.0/16 138.197.0.0/16 139.59.0.0/16 142.93.0.0/16 143.110.128.0/17 143.198.0.0/16
        digitalocean - 146.190.0.0/16 157.230.0.0/16 157.245.0.0/16 159.65.0.0/16 159.89.0.0/16 159.203.0.0/16 159.223.0.0/16
        digitalocean - 161.35.0.0/16 164.90.128.0/17 164.92.64.0/18 165.22.0.0/16 165.227.0.0/16 165.232.32.0/19 167.71.0.0/16
        digitalocean - 167.99.0.0/16 167.172.0.0/16 174.138.0.0/17 178.62.0.0/16 178.128.0.0/16 188.166.0.0/16 206.189.0.0/16
        digitalocean - 207.154.192.0/18 209.97.128.0/18
        gcp - 34.0.0.0/15 34.64.0.0/10 34.128.0.0/10 35.184.0.0/13 35.192.0.0/11 35.224.0.0/12 35.240.0.0/13 104.154.0.0/15
        gcp - 104.196.0.0/14 107.167.160.0/19 107.178.192.0/18 130.211.0.0/16 146.148.0.0/17 2600:1900::/28
        linode - 23.92.16.0/20 23.239.0.0/19 45.33.0.0/17 45.56.64.0/18 45.79.0.0/16 50.116.0.0/18 66.228.32.0/19 69.164.192.0/19
        linode - 96.126.96.0/19 139.162.0.0/16 170.187.128.0/17 172.104.0.0/15 176.58.96.0/19 178.79.128.0/18 192.155.80.0/20
        linode - 198.58.96.0/19 2600:3c00::/32 2600:3c01::/32 2600:3c02::/32 2600:3c03::/32 2400:8901::/32 2a01:7e00::/32 2a01:7e01::/32
        oci - 129.146.0.0/16 129.151.0.0/16 130.61.0.0/16 132.145.0.0/16 140.238.0.0/16 144.24.0.0/16 150.136.0.0/16 152.67.0.0/16
        oci - 152.70.0.0/16 158.101.0.0/16 168.138.0.0/16 193.122.0.0/15
        vultr - 45.32.0.0/16 45.63.0.0/17 45.76.0.0/16 45.77.0.0/16 66.42.32.0/19 66.42.64.0/18 95.179.128.0/17 104.156.224.0/19
        vultr - 104.238.128.0/18 108.61.0.0/16 136.244.64.0/18 140.82.0.0/18 149.28.0.0/16 155.138.128.0/17 199.247.0.0/19 209.250.224.0/19
        vultr - 217.69.0.0/20
        """
}
