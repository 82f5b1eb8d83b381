import Foundation
import Tapestry

/// Batches that threads fill ahead of the one who takes them, a bounded number at a time.
///
/// The items `0..<itemCount` become batches in their order. A thread takes the next item that no one has begun, and
/// writes it where it belongs in its batch's tensor. So the batches are the same for any number of threads, and each item
/// is written once and never copied.
///
/// The threads are the queue's own, not Dispatch's: they wait for room, and a waiting thread of Dispatch's would be missing
/// where operations spread their work. They live until all is done or ``cancel()``, and hold the queue.
final class BatchQueue<Scalar: TensorScalar>: Sendable {
  /// Writes an item into its place.
  typealias Fill = @Sendable (_ item: Int, _ slot: inout MutableSpan<Scalar>) throws(FileError) -> Void

  /// A batch whose items have all been tried.
  struct Batch: Sendable {
    let items: Range<Int>
    /// The items along the first axis; what is in those of failed items is arbitrary.
    let tensor: Tensor<Scalar>
    /// Why items could not be made, in the items' order.
    let failures: [(item: Int, error: FileError)]
  }

  /// What the system calls each of the threads; it knows 15 letters.
  static var threadName: String { "Tapestry loader" }

  private let itemCount: Int
  private let batchSize: Int
  private let itemShape: TensorShape
  private let ahead: Int
  private let fill: Fill
  private let monitor: Monitor<State>

  private struct State {
    /// The next item that no thread has begun.
    var next = 0
    /// The batches that have been given out.
    var delivered = 0
    /// Batches that are begun and not given out, from number `delivered` on.
    var open: [OpenBatch] = []
    var isCancelled = false
    /// Who waits for the next batch without a thread.
    var waiting: CheckedContinuation<Batch?, Never>?
  }

  private struct OpenBatch {
    let slots: TensorSlots<Scalar>
    /// The items that are not made yet.
    var missing: Int
    var failures: [(item: Int, error: FileError)] = []
  }

  /// An item for a thread, and where it belongs.
  private struct Ticket {
    let item: Int
    let batch: Int
    let slots: TensorSlots<Scalar>
  }

  private enum Taking {
    case batch(Batch)
    case end
  }

  /// A queue whose threads begin at once.
  ///
  /// - Parameters:
  ///   - itemCount: How many items there are.
  ///   - batchSize: The items of a batch; the last may have fewer.
  ///   - itemShape: The shape that `fill` writes.
  ///   - ahead: How many batches may be begun that are not given out.
  ///   - workers: The number of threads.
  ///   - fill: Writes an item; several threads call it at once.
  init(
    itemCount: Int, batchSize: Int, itemShape: TensorShape, ahead: Int, workers: Int, fill: @escaping Fill
  ) {
    (self.itemCount, self.batchSize, self.itemShape) = (itemCount, batchSize, itemShape)
    (self.ahead, self.fill) = (ahead, fill)
    monitor = Monitor(State())
    for _ in 0..<min(workers, itemCount) {
      let thread = Thread {
        Thread.current.name = Self.threadName  // the system learns a name only from the thread itself
        self.work()
      }
      thread.qualityOfService = .utility
      thread.start()
    }
  }

  /// Waits for the next batch: nil after the last, and once the queue is cancelled.
  func next() -> Batch? {
    let taking = monitor.wait { self.take(&$0) }
    guard case .batch(let batch) = taking else { return nil }
    monitor.announce()  // that there is room
    return batch
  }

  /// As ``next()``, without holding a thread meanwhile. One task at a time may ask.
  func nextWhenReady() async -> Batch? {
    let batch = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let taking = monitor.withState { state -> Taking? in
          let taking = self.take(&state)
          if taking == nil {
            precondition(state.waiting == nil, "two tasks wait for a batch of the same sequence")
            state.waiting = continuation
          }
          return taking
        }
        switch taking {
        case .batch(let batch): continuation.resume(returning: batch)
        case .end: continuation.resume(returning: nil)
        case nil: break
        }
      }
    } onCancel: {
      cancel()
    }
    monitor.announce()
    return batch
  }

  /// Ends the threads, each after the item that it is at, and frees what nobody has taken.
  func cancel() {
    let waiting = monitor.withState { state in
      state.isCancelled = true
      state.open = []
      defer { state.waiting = nil }
      return state.waiting
    }
    waiting?.resume(returning: nil)
    monitor.announce()
  }

  /// The next batch where it is complete, or the end; nil where it has to be waited for.
  private func take(_ state: inout State) -> Taking? {
    if state.isCancelled || state.delivered * batchSize >= itemCount { return .end }
    guard let first = state.open.first, first.missing == 0 else { return nil }
    let batch = Batch(
      items: items(ofBatch: state.delivered), tensor: first.slots.tensor,
      failures: first.failures.sorted { $0.item < $1.item })
    state.open.removeFirst()
    state.delivered += 1
    return .batch(batch)
  }

  private func items(ofBatch batch: Int) -> Range<Int> {
    batch * batchSize..<min((batch + 1) * batchSize, itemCount)
  }

  /// What a thread does.
  private func work() {
    Self.giveWay()
    // The operations that items need stay on this thread: spreading them would only take turns with the others.
    Threads.with(1) {
      while let ticket = begin() {
        var failure: FileError?
        do throws(FileError) {
          try ticket.slots.write(ticket.item % batchSize) { (slot) throws(FileError) in
            try fill(ticket.item, &slot)
          }
        } catch { failure = error }
        finish(ticket, failure)
      }
    }
  }

  /// Lets operations that need all processors have them first. Elsewhere the thread's quality of service does so.
  private static func giveWay() {
    #if os(Linux)
      // Zero is the calling thread, and none of the others.
      setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
    #endif
  }

  /// Waits for an item to make: nil where there are no more.
  private func begin() -> Ticket? {
    monitor.wait { state -> Ticket?? in
      if state.isCancelled || state.next >= self.itemCount { return .some(nil) }
      let batch = state.next / self.batchSize
      guard batch < state.delivered + self.ahead else { return nil }
      if batch == state.delivered + state.open.count {
        let count = self.items(ofBatch: batch).count
        state.open.append(
          OpenBatch(slots: TensorSlots(count: count, of: self.itemShape), missing: count))
      }
      defer { state.next += 1 }
      return Ticket(item: state.next, batch: batch, slots: state.open[batch - state.delivered].slots)
    }
  }

  /// Notes that an item has been made, or why not.
  private func finish(_ ticket: Ticket, _ failure: FileError?) {
    let (isReady, batch, waiting) = monitor.withState {
      state -> (Bool, Batch?, CheckedContinuation<Batch?, Never>?) in
      guard !state.isCancelled else { return (false, nil, nil) }
      let place = ticket.batch - state.delivered
      state.open[place].missing -= 1
      if let failure { state.open[place].failures.append((ticket.item, failure)) }
      guard place == 0, state.open[0].missing == 0 else { return (false, nil, nil) }
      guard let waiting = state.waiting, case .batch(let batch)? = self.take(&state) else {
        return (true, nil, nil)
      }
      state.waiting = nil
      return (true, batch, waiting)
    }
    waiting?.resume(returning: batch)
    if isReady { monitor.announce() }
  }
}
