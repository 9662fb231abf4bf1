// SPDX-License-Identifier: Apache-2.0

import Glibc
import PortolanFetch
import PortolanModel

/// The day on which the program runs, by which published data is old.
enum Today {
    /// The day in UTC; that of `SOURCE_DATE_EPOCH` where it is set, so that the same call prints the same on any day.
    static var day: CivilDay {
        let wanted = FetchEnvironment.current["SOURCE_DATE_EPOCH"].flatMap { Int($0) }.flatMap {
            (0...253_402_300_799).contains($0) ? $0 : nil
        }
        return CivilDay(secondsSince1970: wanted ?? time(nil))
    }
}
