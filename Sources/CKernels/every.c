/// The loops in the instructions that every processor of the family has.
#define LANES 2
#define NAMED(function) elbow_##function##_every
#include "float_instructions.h"
#include "instructions.h"
#include "kernels.h"
#include "float_kernels.h"
