#pragma once

#include <stddef.h>

/// The bytes of the data set called `name` (such as "iris"), compiled into the program, and how many they are in
/// `*length`. They live as long as the program. NULL and 0 if there is none of that name.
const unsigned char *elbow_asset_data(const char *name, size_t *length);

/// The bytes of the safetensors file of the diffusion model trained on the data called `name`, and how many they are in `*length`.
/// They live as long as the program. NULL and 0 if there is none of that name.
const unsigned char *elbow_asset_model(const char *name, size_t *length);

/// The text of lesson `index` of the tour, counted from 0, and how many bytes it has in `*length`. They live as long as the program.
/// NULL and 0 beyond the last.
const unsigned char *elbow_asset_lesson(size_t index, size_t *length);
