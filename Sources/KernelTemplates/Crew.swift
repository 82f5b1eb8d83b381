import Dispatch
import Foundation
import Synchronization

/// Work that several threads take pieces of. It lives while the call that made it runs.
struct SharedWork: ~Copyable {
  private let pieces: Int
  private let body: (Int) -> Void
  private let next = Atomic<Int>(0)
  private let left = Atomic<Int>(0)

  init(pieces: Int, body: @escaping (Int) -> Void) {
    self.pieces = pieces
    self.body = body
  }

  /// Takes pieces until there are none.
  @inline(never) borrowing func run() {
    while true {
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard piece < pieces else { return }
      body(piece)
    }
  }

  /// The last that a helper does with the work.
  borrowing func leave() { left.wrappingAdd(1, ordering: .acquiringAndReleasing) }

  /// Returns when so many helpers have left: each is busy with one last piece at most.
  borrowing func waitForHelpers(_ count: Int) {
    var patience = 2000
    while left.load(ordering: .acquiring) < count {
      if patience > 0 {
        patience -= 1
        Hint.pause()
      } else {
        sched_yield()
      }
    }
  }
}

/// Threads of Dispatch's that help with work, and look out for more of it for a short while before they go back.
///
/// To wake a sleeping thread takes as long as a small matrix product. In the midst of a computation the next work
/// follows soon, and a helper that is still looking out begins on it at once.
enum Crew {
  /// The place of one helper. Its state is a number below 4, or the address of work that is offered to it.
  private final class Place: Sendable {
    let state = Atomic<UInt>(State.empty)
    /// Keeps the states of two places out of one cache line.
    private let padding = InlineArray<14, UInt64>(repeating: 0)
  }

  private enum State {
    /// There is no helper.
    static let empty: UInt = 0
    /// A helper looks out for work.
    static let ready: UInt = 1
    /// A helper is working.
    static let busy: UInt = 2
    /// A helper was called that may not have come yet, or what was offered was taken back.
    static let called: UInt = 3
  }

  /// The most helpers, whose places are counted by bits.
  private static let places = (0..<64).map { _ in Place() }
  /// How long a helper looks out for more work.
  private static let patience: UInt64 = 100_000

  /// Calls `body` for each of `pieces` on this thread and at most `helpers` others.
  static func share(_ pieces: Int, helpers: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { body in
      let work = UnsafeMutablePointer<SharedWork>.allocate(capacity: 1)
      work.initialize(to: SharedWork(pieces: pieces, body: body))
      let address = UInt(bitPattern: work)
      var offered: UInt64 = 0
      var count = 0
      for place in places.indices where count < helpers {
        if offer(address, at: places[place]) {
          offered |= 1 << UInt64(place)
          count += 1
        }
      }
      work.pointee.run()
      for place in places.indices where offered >> UInt64(place) & 1 == 1 {
        let takenBack = places[place].state.compareExchange(
          expected: address, desired: State.called, ordering: .acquiringAndReleasing
        ).exchanged
        if takenBack { count -= 1 }
      }
      work.pointee.waitForHelpers(count)
      work.deinitialize(count: 1)
      work.deallocate()
    }
  }

  /// Whether the helper of a place has nothing to do, and so may take the work when it looks next. If there is none, one
  /// is called.
  private static func offer(_ address: UInt, at place: Place) -> Bool {
    let state = place.state.load(ordering: .relaxed)
    guard state != State.busy, state < 4 else { return false }
    guard
      place.state.compareExchange(expected: state, desired: address, ordering: .acquiringAndReleasing)
        .exchanged
    else { return false }
    if state == State.empty { DispatchQueue.global(qos: .userInitiated).async { help(at: place) } }
    return true
  }

  /// What a helper does, from its call until there has been no work for a while.
  private static func help(at place: Place) {
    var deadline = DispatchTime.now().uptimeNanoseconds + patience
    var looks = 0
    while true {
      let state = place.state.load(ordering: .acquiring)
      if state >= 4 {
        guard
          place.state.compareExchange(
            expected: state, desired: State.busy, ordering: .acquiringAndReleasing
          ).exchanged
        else { continue }
        // The work lives until `leave` is called, since what was taken cannot be taken back.
        let work = UnsafeMutablePointer<SharedWork>(bitPattern: state)!
        work.pointee.run()
        work.pointee.leave()
        place.state.store(State.ready, ordering: .releasing)
        deadline = DispatchTime.now().uptimeNanoseconds + patience
      } else if state == State.called {
        _ = place.state.compareExchange(expected: state, desired: State.ready, ordering: .relaxed)
      }
      Hint.pause()
      looks += 1
      if looks % 16 == 0, DispatchTime.now().uptimeNanoseconds > deadline {
        let hasLeft = place.state.compareExchange(
          expected: State.ready, desired: State.empty, ordering: .acquiringAndReleasing
        ).exchanged
        if hasLeft { return }
      }
    }
  }
}
