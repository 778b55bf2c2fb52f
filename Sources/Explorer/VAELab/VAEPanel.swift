/// A panel of the autoencoder lab.
enum VAEPanel: Int, Hashable, Sendable, CaseIterable {
  /// The latents of the first run, or pictures in their place.
  case latents
  /// Those of the second run, while there is one.
  case branchLatents
  /// What the cursor decodes to.
  case decoded
  /// The selected row and what the nets make of it.
  case reconstruction
  /// The bound by pass.
  case trace
  /// KL by latent, or the water-tank of linear nets.
  case aside
  /// The settings.
  case settings
}

/// What the large panel shows.
enum VAEView: Hashable, Sendable, CaseIterable {
  /// The means of the rows' laws.
  case latents
  /// A lattice of decoded rows over two latents.
  case lattice
  /// One latent from end to end.
  case traverse
  /// From one row to another.
  case interpolation
  /// Draws from the prior.
  case samples
}

/// What the panel below it shows.
enum VAEAside: Hashable, Sendable, CaseIterable {
  /// KL by latent.
  case units
  /// The exact answer beside linear nets.
  case waterTank
  /// Where the nats of many rows go.
  case gaps
}
