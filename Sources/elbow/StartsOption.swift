import ArgumentParser

/// The option of the fits that may end at another maximum from another start.
struct StartsOption: ParsableArguments {
  @Option(parsing: .unconditional, help: "How many starts; the best fit is kept, and its seed is told.")
  var starts = 1

  func validate() throws {
    guard (1...100_000).contains(starts) else {
      throw ValidationError("--starts is \(starts): it must be from 1 to 100000")
    }
  }
}
