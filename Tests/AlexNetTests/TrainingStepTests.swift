import Foundation
import Testing

@testable import AlexNet
@testable import Tapestry

/// What holds for each step of training, whatever it learns.
@Suite struct TrainingStepTests {
  /// A network that has been trained for a number of steps, and goes on.
  struct Training {
    var network: AlexNet<Float>
    var optimizer = TrainingRecipe.paper.optimizer()
    var context = LayerContext.training(PhiloxGenerator(seed: 2))
    let images: Tensor<Float>
    let labels: Tensor<Int32>
    private(set) var losses: [Float] = []

    init(width: Double, imageSize: Int, batch: Int) {
      var configuration = AlexNetConfiguration.paper(classes: 10, width: width)
      configuration.imageSize = imageSize
      configuration.weightDeviation = nil
      configuration.initialBias = 0.1
      network = AlexNet(configuration, seed: 1)
      images = Golden.values("images", [batch, 3, imageSize, imageSize], scale: 2)
      labels = Tensor((0..<batch).map { Int32($0 % 10) })
    }

    mutating func step() {
      var context = context
      let (loss, gradient) = valueAndGradient(at: network) { network in
        softmaxCrossEntropy(logits: network(images, &context), labels: labels)
      }
      self.context = context
      losses.append(loss.item())
      optimizer.update(&network, along: gradient)
    }
  }

  @Test func bitsDoNotDependOnThreads() throws {
    func train(_ threads: Int) -> Training {
      Threads.with(threads) {
        var training = Training(width: 1.0 / 8, imageSize: 128, batch: 12)
        for _ in 0..<3 { training.step() }
        return training
      }
    }
    let (one, two) = (train(1), train(2))
    #expect(one.losses == two.losses)
    #expect(one.losses.allSatisfy { $0.isFinite })
    let (a, b) = (one.network.state, two.network.state)
    for name in a.keys {
      #expect(a[name]?.tensor(of: Float.self) == b[name]?.tensor(of: Float.self), "\(name)")
    }
  }

  @Test func stepsNeedNoMoreMemoryAfterTheThird() async {
    await #expect(processExitsWith: .success) {
      // One thread: with more, chance decides how many of them need memory at once.
      Threads.with(1) {
        var training = Training(width: 1.0 / 4, imageSize: 224, batch: 8)
        func memory() -> Int { TensorMemory.liveByteCount + TensorMemory.pooledByteCount }
        for _ in 0..<3 { training.step() }
        let (bytes, faults) = (memory(), minorFaults())
        for _ in 0..<4 { training.step() }
        #expect(memory() == bytes)
        // Each step touches some 90 MB, which is 23,000 pages; what faults are those of small things on the heap.
        #expect(minorFaults() - faults < 50)
      }
    }
  }
}

/// The pages of memory that this process has been given so far.
private func minorFaults() -> Int {
  var usage = rusage()
  #if os(Linux)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
  #else
    getrusage(RUSAGE_SELF, &usage)
  #endif
  return Int(usage.ru_minflt)
}
