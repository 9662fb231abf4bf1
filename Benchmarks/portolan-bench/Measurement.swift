// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a piece of work cost.
struct Measurement {
    /// Seconds on the clock.
    var wall = Double.infinity
    /// Seconds of all cores, user and system.
    var cpu = Double.infinity

    /// The least of several runs: what else the machine does can only add.
    static func best(of runs: Int, _ work: () -> Void) -> Measurement {
        var best = Measurement()
        for _ in 0..<runs {
            let start = (wall: clock(CLOCK_MONOTONIC), cpu: clock(CLOCK_PROCESS_CPUTIME_ID))
            work()
            best.wall = min(best.wall, clock(CLOCK_MONOTONIC) - start.wall)
            best.cpu = min(best.cpu, clock(CLOCK_PROCESS_CPUTIME_ID) - start.cpu)
        }
        return best
    }

    private static func clock(_ id: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(id, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The most memory that the process has held, in MiB.
    static var peakMemory: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss / 1024
    }
}

extension Double {
    /// With so many digits behind the point.
    func text(_ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int((self * scale).rounded())
        guard digits > 0 else { return String(scaled) }
        let whole = scaled / Int(scale)
        let fraction = String(scaled % Int(scale))
        return "\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}

extension String {
    /// Right-aligned.
    func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
