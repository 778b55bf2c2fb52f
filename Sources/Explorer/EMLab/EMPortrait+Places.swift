import LatentModels

extension EMPortrait {
  /// A row and where it is drawn.
  struct Place: Hashable, Sendable {
    let row: Int
    let position: PlanePoint
  }

  /// The rows drawn as points, on the plane of columns or on that of the latents; none where rows are not points.
  func places(amongLatents: Bool) -> [Place] {
    switch picture {
    case .mixture(let mixture): mixture.dots.map { Place(row: $0.row, position: $0.position) }
    case .cloud(let cloud) where amongLatents:
      zip(cloud.dots, cloud.latentPositions).map { Place(row: $0.row, position: $1) }
    case .cloud(let cloud): cloud.dots.map { Place(row: $0.row, position: $0.position) }
    case .groups, .cells: []
    }
  }
}
