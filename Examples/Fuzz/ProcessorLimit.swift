import Foundation

/// Ends this process where something takes too long.
///
/// What counts is the time that processors work for the process, so that a machine that is busy with others, or asleep, ends
/// nothing.
enum ProcessorLimit {
  /// The signal that ends the process.
  static let signal = SIGPROF

  /// Ends the process once processors have worked for it `seconds` more, unless this is called again before. To be called on
  /// a thread that lasts until then.
  static func restart(seconds: Double) {
    // Whoever started this process or thread may have kept signals from it.
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, signal)
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    var limit = itimerval()
    limit.it_value.tv_sec = numericCast(Int(seconds))
    limit.it_value.tv_usec = numericCast(Int((seconds - seconds.rounded(.down)) * 1e6))
    #if os(Linux)
      let kind = __itimer_which_t(ITIMER_PROF.rawValue)
    #else
      let kind = ITIMER_PROF
    #endif
    unsafe setitimer(kind, &limit, nil)
  }
}
