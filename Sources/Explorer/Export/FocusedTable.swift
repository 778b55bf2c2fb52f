import CellGrid
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// The numbers of the focused panel, where it shows a table of which there are any.
  var focusedTable: ExportTable? {
    switch shown {
    case .em: lab.flatMap(table)
    case .vi: variational.flatMap(table)
    case .vae: autoencoder.flatMap(table)
    case .diffusion: diffusion.flatMap(table)
    case .ladder: ladder.flatMap(table)
    }
  }

  private func table(of lab: EMLab) -> ExportTable? {
    guard let portrait = lab.run.portrait else { return nil }
    switch lab.focus {
    case .components:
      return portrait.mixture.map { ExportTable($0, columnNames: lab.data.columnNames) }
        ?? ExportTable(portrait.tables)
    case .plot, .branchPlot: return portrait.mixture.map { ExportTable(rowsOf: $0, in: lab.data) }
    case .trace: return ExportTable(trace: lab.run.history)
    case .aside, .settings: return nil
    }
  }

  private func table(of lab: VILab) -> ExportTable? {
    lab.focus == .trace ? ExportTable(trace: lab.run.history) : nil
  }

  private func table(of lab: VAELab) -> ExportTable? {
    guard let portrait = lab.run.portrait else { return nil }
    switch lab.focus {
    case .latents, .branchLatents: return ExportTable(latentsOf: portrait, in: lab.data)
    case .trace: return ExportTable(portrait.records, logScale: portrait.logScale)
    case .decoded, .reconstruction, .aside, .settings: return nil
    }
  }

  private func table(of lab: DiffusionLab) -> ExportTable? {
    switch lab.focus {
    case .rows, .branchRows:
      return lab.shownRows.map { ExportTable($0.rows, columnNames: lab.data.columnNames) }
    case .loss: return lab.run.portrait.flatMap { ExportTable($0.records) }
    case .schedule, .aside: return nil
    }
  }

  private func table(of lab: LadderLab) -> ExportTable? {
    guard lab.focus != .aside, let findings = lab.findings else { return nil }
    return ExportTable(findings, order: lab.shownRungs)
  }
}
