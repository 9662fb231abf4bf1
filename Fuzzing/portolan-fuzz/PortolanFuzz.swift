// SPDX-License-Identifier: Apache-2.0

import Glibc

/// `make fuzz`: feeds everything that reads foreign bytes with inputs that seeds make, each part in a process of its own.
///
/// A crash, a run without end and too much memory are told with subject and seed, and the input is written beside: it becomes a fixture in
/// `Tests/CLITests/Crashes`.
///
///     portolan-fuzz [--runs N] [--seed FIRST] [--subject NAME] [--seconds N]
///     portolan-fuzz --print SUBJECT SEED
@main
enum PortolanFuzz {
    /// Runs of one process: few enough to find the one that fails, many enough to hide the start.
    private static let part: UInt64 = 500
    /// Seconds that a run may take on a machine that does other things too.
    private static let patience = 120
    private static let mostMemory: rlim_t = 1 << 30

    static func main() {
        var options: [String: String] = [:]
        var rest = CommandLine.arguments.dropFirst()
        if rest.first == "--print", rest.count == 3, let seed = UInt64(rest[rest.startIndex + 2]) {
            return print(Subjects().input(rest[rest.startIndex + 1], seed: seed))
        }
        while let name = rest.popFirst(), let value = rest.popFirst() { options[name] = value }
        let first = options["--seed"].flatMap { UInt64($0) } ?? 0
        let runs = options["--runs"].flatMap { UInt64($0) } ?? 10_000
        let subjects = options["--subject"].map { [$0] } ?? Subjects.names
        if options["--child"] != nil { return child(subjects[0], first, runs) }
        let deadline = options["--seconds"].flatMap { Int($0) }.map { time(nil) + $0 } ?? .max
        exit(parent(subjects, first, runs, deadline) == 0 ? 0 : 1)
    }

    /// Runs one part, saying where it is.
    private static func child(_ subject: String, _ first: UInt64, _ runs: UInt64) {
        var limit = rlimit()
        limit.rlim_cur = mostMemory * 3
        limit.rlim_max = limit.rlim_cur
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        let subjects = Subjects()
        for seed in first..<(first &+ runs) {
            alarm(UInt32(patience))
            // Written before the run: whoever finds this process dead knows which seed it was.
            var number = seed
            withUnsafeBytes(of: &number) { _ = pwrite(STDOUT_FILENO, $0.baseAddress, $0.count, 0) }
            subjects.run(subject, seed: seed)
        }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        exit(usage.ru_maxrss > mostMemory / 1024 ? 3 : 0)
    }

    private static func parent(_ subjects: [String], _ first: UInt64, _ runs: UInt64, _ deadline: Int) -> Int {
        var failures = 0
        var done = 0
        var seed = first
        while seed < first &+ runs, time(nil) < deadline {
            let count = min(part, first &+ runs - seed)
            for subject in subjects {
                var next = seed
                while next < seed + count {
                    let (status, last) = spawn(subject, next, seed + count - next)
                    done += Int((status == 0 ? seed + count : last + 1) - next)
                    guard status != 0 else { break }
                    failures += 1
                    report(subject, last, status)
                    next = last + 1
                }
            }
            seed += count
            print("\(done) runs, \(failures) failures, next seed \(seed)")
            fflush(nil)
        }
        return failures
    }

    private static func report(_ subject: String, _ seed: UInt64, _ status: Int32) {
        let signal = status & 0x7F
        let words =
            signal == SIGALRM
            ? "no end in \(patience) s" : signal != 0 ? "signal \(signal)" : status >> 8 == 3 ? "more than 1 GiB" : "status \(status >> 8)"
        print("FAILURE: --subject \(subject) --seed \(seed): \(words)")
    }

    /// Runs a part in a process of its own; its status and the last seed that it began.
    private static func spawn(_ subject: String, _ first: UInt64, _ count: UInt64) -> (status: Int32, last: UInt64) {
        var template = Array("/tmp/portolan-fuzz-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        defer {
            close(file)
            unlink(template)
        }
        let words = [CommandLine.arguments[0], "--child", "1", "--subject", subject, "--seed", "\(first)", "--runs", "\(count)"]
        var arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, file, STDOUT_FILENO)
        var process = pid_t()
        guard posix_spawn(&process, "/proc/self/exe", &actions, nil, &arguments, environ) == 0 else { return (-1, first) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        var last = first
        withUnsafeMutableBytes(of: &last) { _ = pread(file, $0.baseAddress, $0.count, 0) }
        return (status, last)
    }
}
