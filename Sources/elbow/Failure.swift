import ArgumentParser
import DataFiles
import Explorer
import Glibc
import LatentModels

/// How the program ends, as an exit code; after <sysexits.h>.
enum ExitStatus: Int32, CaseIterable {
  case done = 0
  case fitFailed = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case noTerminal = 69
  case cannotCreate = 73
  case writeFailed = 74
  case cancelled = 130

  /// What it means, for the manual.
  var meaning: String {
    switch self {
    case .done: "Done."
    case .fitFailed: "The fit failed; why, and what to try, stands on standard error."
    case .usage: "An option or its value makes no sense."
    case .badData:
      "The data are not what they should be; file, line, column and what was found stand on standard error."
    case .noInput: "There is no such input, or it cannot be read."
    case .noTerminal: "There is no terminal to open the explorer on."
    case .cannotCreate: "The output cannot be created."
    case .writeFailed: "Writing the output failed."
    case .cancelled: "A person stopped it."
    }
  }

  /// The one that goes with what is wrong with data, input or output.
  init(_ kind: DataError.Kind) {
    self =
      switch kind {
      case .usage: .usage
      case .badData: .badData
      case .noInput: .noInput
      case .cannotCreate: .cannotCreate
      case .writeFailed: .writeFailed
      case .cancelled: .cancelled
      }
  }
}

/// Ends a command: says why on standard error, in one sentence, and gives the exit code that goes with it.
func failing(_ sentence: String, _ status: ExitStatus) -> ExitCode {
  complain(sentence)
  return ExitCode(status.rawValue)
}

/// The end of a command whose data, input or output were at fault.
func failing(_ error: DataError) -> ExitCode {
  failing(error.description, ExitStatus(error.kind))
}

/// The end of a command whose fit could not be made. What is wrong with the data themselves counts as bad data, what is
/// wrong with a setting as wrong usage.
func failing(_ error: FittingError) -> ExitCode {
  let status: ExitStatus =
    switch error {
    case .constantColumn, .emptyColumn, .noData, .valueOutOfRange, .tooManyColumns, .invalidArchive,
      .invalidStart, .singularCovariance, .noGroups, .ungroupedRow, .tooFewGroups,
      .notFourCounts, .weightsAreNotCounts, .tooManyObservations, .weightsBelowRows, .notBinary,
      .sameAnswer, .tooFewItems, .notACount, .separated, .dependentColumns, .unknownLevel:
      .badData
    case .invalidSetting: .usage
    default: .fitFailed
    }
  return failing("\(error.description).", status)
}

private func complain(_ sentence: String) {
  standardError("elbow: \(sentence)\n")
}

/// Writes a result to standard output, with a line end; a full disk or a closed pipe ends the command.
func output(_ text: String) throws {
  do {
    try AtomicFile.write(Array("\(text)\n".utf8), to: "-")
  } catch {
    throw failing(error)
  }
}

/// Writes text to standard error.
func standardError(_ text: String) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
    guard written > 0 else { return }
    bytes = bytes.dropFirst(written)
  }
}
