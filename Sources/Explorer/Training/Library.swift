import DataFiles
import LatentModels
import NumericCore

/// Reads what is opened (tables, saved runs, previews, directories) and writes what is saved, on a lane of its own.
actor Library {
  private nonisolated let lane = Lane("library")

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  /// Writes what is saved to a file; a table that is in none becomes one beside it.
  /// - Returns: the answer to `effect`, or what went wrong.
  func write(_ history: ModelArchive, _ saving: Saving, of effect: Effect) -> Message? {
    do {
      var run = RunFile(history: history.viewed(saving.view), source: saving.source)
      if let table = saving.table { run = try run.keeping(table, besideRunAt: saving.path) }
      try run.write(to: saving.path)
      return effect.answerWhenWritten
    } catch {
      return .failed(error.description)
    }
  }

  /// Carries out an effect that reads, or writes what it holds.
  func carryOut(_ effect: Effect) -> Message? {
    switch effect {
    case .load(let request):
      do {
        guard RunFile.isRun(request.location) else { return .loaded(try loadTable(request)) }
        let (file, data) = try RunFile.open(request.location)
        return .restored(file.history, data)
      } catch {
        return .failed(error.description)
      }
    case .preview(let location):
      // A run has no columns to be chosen.
      if RunFile.isRun(location) { return carryOut(.load(DataRequest(location: location))) }
      do {
        return .previewed(location: location, try OpenPreview.read(location))
      } catch {
        return .failed(error.description)
      }
    case .export(let export, let replacing):
      if !replacing, fileExists(export.path) { return .exportExists(export) }
      do {
        try AtomicFile.write(export.bytes, to: export.path)
        return effect.answerWhenWritten
      } catch {
        return .failed(error.description)
      }
    case .complete(let prefix):
      return .completed(prefix: prefix, completions(forPath: prefix))
    default:
      return nil
    }
  }
}

extension Effect {
  /// Whether it only reads or writes files and has nothing to do with a run.
  var reads: Bool {
    switch self {
    case .load, .preview, .complete, .export: true
    default: false
    }
  }
}
