import Foundation
import Synchronization

/// Ctrl-C, and a polite request to end: the first finishes the step, the second ends the program at once.
package enum Interrupt {
  private static let count = Atomic(0)

  /// Whether the user wants to stop.
  package static var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

  /// Ends what is under way, where the user wants to stop.
  package static func check() throws { if isRequested { throw Interrupted() } }

  /// From now on, counts SIGINT and SIGTERM instead of being ended by them.
  package static func begin() {
    // Who started the program may have held them back.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for number in [SIGINT, SIGTERM] {
      unsafe sigaddset(&signals, number)
      signal(number) { _ in
        if Interrupt.count.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      }
    }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }
}
