#pragma once
// Debian's ITK knows only the compiler it was built with. Clang reads its headers as well, if it says that
// it is GCC while ITK asks. Included before everything else.
#pragma push_macro("__clang__")
#pragma push_macro("__GNUC__")
#undef __clang__
#undef __GNUC__
#define __GNUC__ 12
#include <itk_compiler_detection.h>
#pragma pop_macro("__GNUC__")
#pragma pop_macro("__clang__")
