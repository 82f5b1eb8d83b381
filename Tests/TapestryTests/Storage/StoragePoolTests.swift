import Dispatch
import Foundation
import Testing

@testable import Tapestry

@Suite struct StoragePoolTests {
  @Test func classesWasteAtMostAFifth() {
    for size in [0, 1, 64, 65, 1024, 1025, 5000, 65_537, 1 << 20, (1 << 20) + 1] {
      let rounded = StoragePool.classByteCount(size)
      #expect(rounded >= size && rounded > 0)
      #expect(rounded % 64 == 0)
      #expect(size <= 1024 || Double(rounded) <= 1.25 * Double(size), "\(size) takes \(rounded)")
      #expect(StoragePool.classByteCount(rounded) == rounded)
    }
    #expect(StoragePool.classByteCount(100 << 20) == 112 << 20)
    #expect(StoragePool.classByteCount((2 << 20) + 1) % (2 << 20) == 0)
  }

  @Test(arguments: [1, 64, 1024, 1025, 65_536, 3 << 20]) func blocksAreAligned(byteCount: Int) {
    let storages = (0..<3).map { _ in Storage(byteCount: byteCount) }
    let alignment = byteCount > 1024 ? 64 : 16
    for storage in storages { #expect(Int(bitPattern: storage.base) % alignment == 0) }
    #expect(Set(storages.map { Int(bitPattern: $0.base) }).count == 3)
  }

  @Test func blocksAreNeverSharedBetweenThreads() {
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for round in 0..<200 {
        let value = Int32(thread * 1000 + round)
        let tensor = Tensor<Int32>(repeating: value, shape: [300 + round])
        #expect(tensor.scalars.allSatisfy { $0 == value })
      }
    }
  }

  /// In a process of its own, whose pool nothing else uses.
  @Test func aBlockIsTakenWhoseTouchedPartFits() async {
    await #expect(processExitsWith: .success) {
      func place(_ block: StoragePool.Block) -> Int { unsafe Int(bitPattern: block.base) }
      func take(_ byteCount: Int) -> StoragePool.Block { StoragePool.shared.allocate(byteCount) }
      func giveBack(_ blocks: StoragePool.Block...) {
        for block in blocks { StoragePool.shared.deallocate(block) }
      }
      StoragePool.shared.release()
      // All of one class, whose blocks have 10 KiB.
      let (most, least, middle) = (take(10_000), take(9000), take(9500))
      giveBack(most, least, middle)
      let fits = take(9200)
      #expect(place(fits) == place(middle))
      let larger = take(9400)
      #expect(place(larger) == place(most))
      let grown = take(9300)
      #expect(place(grown) == place(least))
      giveBack(fits, larger, grown)
      // What a block was used for counts on: these are 9300, 9500 and 10,000 bytes.
      #expect(place(take(9100)) == place(least))
      #expect(place(take(9100)) == place(middle))
      #expect(place(take(9500)) == place(most))
      #expect(StoragePool.shared.keptByteCount == 0)
    }
  }

  /// In a process of its own, whose page faults nothing else causes.
  @Test func aLoopOfLargeTensorsFaultsNoPagesAfterItsFirstPass() async {
    await #expect(processExitsWith: .success) {
      func pass() -> Int {
        let before = minorFaults()
        let a = Tensor<Double>(repeating: 2, shape: [13 << 20])
        var b = a
        unsafe b.withUnsafeMutableElements { unsafe $0[0] = 1 }
        #expect(a[at: 0] == 2 && b[at: 0] == 1)
        return minorFaults() - before
      }
      let first = pass()
      let later = (0..<4).map { _ in pass() }
      #expect(first > 50)
      // A handful is the process's own: a stack that grows, a lazily bound symbol.
      for faults in later { #expect(faults < 20, "\(first) page faults in the first pass, then \(later)") }
      TensorMemory.releasePool()
      #expect(pass() > 50)
    }
  }
}

private func minorFaults() -> Int {
  var usage = rusage()
  getrusage(0, &usage)  // of this process, RUSAGE_SELF
  return usage.ru_minflt
}
