import DataFiles
import NumericCore

/// Reads what is opened (tables, saved runs, previews, directories) and writes what is saved, on a lane of its own.
actor Library {
  private nonisolated let lane = Lane("library")

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  /// Writes a run to a file; a table that is in none becomes one beside it.
  func write(_ run: RunFile, of id: RunID, to path: String, with table: DataTable? = nil) -> Message {
    do {
      var run = run
      if let table { run = try run.keeping(table, besideRunAt: path) }
      try run.write(to: path)
      return .saved(id, path: path)
    } catch {
      return .failed(error.description)
    }
  }

  /// Carries out an effect that reads, or writes what it holds.
  func carryOut(_ effect: Effect) -> Message? {
    switch effect {
    case .load(let request):
      do {
        guard request.location.hasSuffix(".safetensors") else { return .loaded(try loadTable(request)) }
        let (file, data) = try RunFile.open(request.location)
        return .restored(file.history, data)
      } catch {
        return .failed(error.description)
      }
    case .preview(let location):
      do {
        return .previewed(location: location, try OpenPreview.read(location))
      } catch {
        return .failed(error.description)
      }
    case .export(let export, let replacing):
      if !replacing, fileExists(export.path) { return .exportExists(export) }
      do {
        try AtomicFile.write(export.bytes, to: export.path)
        return .exported(path: export.path)
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
