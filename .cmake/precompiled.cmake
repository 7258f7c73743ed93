# diapir::precompiled: what is defined in a program once instead of in each of its sources, and the kernels and attributes
# once for each of the instruction sets that the program may meet.

# Flags of an instruction set; they also take back what CMAKE_CXX_FLAGS may ask for beyond it.
set(diapir_sse2_flags -march=x86-64 -mno-sse3)
set(diapir_avx2_flags -march=x86-64 -mavx2 -mfma -mno-avx512f)
set(diapir_avx512_flags -march=x86-64 -mavx2 -mfma -mavx512f -mavx512cd -mavx512bw -mavx512dq -mavx512vl)

# Whether the kernels can be had for each of them: stores their names in SETS, or nothing where the compiler's own choice
# is the only one.
function(diapir_instruction_sets sets)
  set(${sets} "" PARENT_SCOPE)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" OR NOT CMAKE_EXECUTABLE_FORMAT STREQUAL "ELF" OR NOT CMAKE_OBJCOPY)
    return()
  endif()
  foreach(set IN ITEMS sse2 avx2 avx512)
    list(JOIN diapir_${set}_flags " " flags)
    check_cxx_compiler_flag("${flags}" DIAPIR_HAS_${set})
    if(NOT DIAPIR_HAS_${set})
      return()
    endif()
  endforeach()
  execute_process(COMMAND ${CMAKE_LINKER} --help OUTPUT_VARIABLE help ERROR_QUIET)
  if(help MATCHES "force-group-allocation")
    set(${sets} "sse2;avx2;avx512" PARENT_SCOPE)
  endif()
endfunction()

# Adds to the library NAME its kernels or its attributes (PART), compiled with the OPTIONS and those of the target CHECKS,
# as a table diapir::common::PART_for_SET. HEADER has them where DIAPIR_PART_SOURCE is defined.
#
# The functions of the standard library that templates make, and the inline ones of diapir, have the same names in every
# object; the linker keeps one of each, and might keep the one that was compiled for AVX-512 for the whole program, which
# then would not run on other processors. So the object is closed: `ld -r --force-group-allocation` takes its sections out
# of their groups, of which the linker keeps the first, and objcopy makes all its names local but
#   its table, which is data: nothing in the object runs before the table is used, but for what <iostream>, which xtensor
#   includes, has run in each source, which needs no register of the set (tests/project/closed_objects.sh looks);
#   type_infos (_ZTI, _ZTS), by which exceptions are caught outside;
#   variables of functions in diapir::common (_ZZ, their guards _ZGV), such as a thread's cache of memory: there is one
#   of each in a program.
# Symbols that g++ makes unique, which are data, stay global; outside a group they would be defined twice, so all are weak.
function(diapir_add_closed name part header set options checks)
  string(TOUPPER ${part} macro)
  file(CONFIGURE OUTPUT ${part}_${set}.cpp CONTENT "#define DIAPIR_${macro}_SOURCE ${part}_for_${set}\n#include <diapir/${header}>\n")
  set(objects ${name}_${part}_${set})
  add_library(${objects} OBJECT ${PROJECT_BINARY_DIR}/${part}_${set}.cpp)
  target_link_libraries(${objects} PRIVATE diapir ${checks})
  target_compile_options(${objects} PRIVATE ${options} -fno-lto)
  # Without optimization g++ has macros for intrinsics of AVX-512, which some of xsimd 8 does not compile with. Without a
  # build type CMAKE_CXX_FLAGS may ask for it.
  if(NOT CMAKE_CXX_FLAGS MATCHES "(^| )-O([^0]|$)")
    target_compile_options(${objects} PRIVATE $<$<NOT:$<CONFIG:Release,RelWithDebInfo,MinSizeRel>>:-O1>)
  endif()
  set(closed ${CMAKE_CURRENT_BINARY_DIR}/${objects}${CMAKE_CXX_OUTPUT_EXTENSION})
  add_custom_command(OUTPUT ${closed} DEPENDS ${objects} $<TARGET_OBJECTS:${objects}> VERBATIM COMMAND_EXPAND_LISTS
    COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${closed} $<TARGET_OBJECTS:${objects}>
    COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=_ZN6diapir6common*${part}_for_${set}E
      --keep-global-symbol=_ZTI* --keep-global-symbol=_ZTS*
      --keep-global-symbol=_ZZN6diapir6common* --keep-global-symbol=_ZGVZN6diapir6common* --keep-global-symbol=!*Ul*
      --weaken ${closed}
    COMMENT "Closing the ${part} for ${set}")
  set_source_files_properties(${closed} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  target_sources(${name} PRIVATE ${closed})
endfunction()

# Adds the library NAME, STATIC or as CMake has it, with kernels and attributes for the instruction SETS, or where none is
# named, for what the compiler was told. The target CHECKS, where one is named, has more options to compile it with.
function(diapir_precompiled_library name sets checks)
  # A program, a shared library or a plug-in may link it, and finds what it defines, however the project around is compiled.
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  set(CMAKE_CXX_VISIBILITY_PRESET default)
  set(CMAKE_VISIBILITY_INLINES_HIDDEN OFF)
  file(CONFIGURE OUTPUT precompiled.cpp CONTENT
    "#define DIAPIR_PRECOMPILED\n#define DIAPIR_PRECOMPILED_SOURCE\n#include <diapir/kernels/dispatch.hpp>\n#include <diapir/nn/precompiled.hpp>\n#include <diapir/nn/training/precompiled_training.hpp>\n")
  file(CONFIGURE OUTPUT precompiled_linalg.cpp CONTENT
    "#define DIAPIR_PRECOMPILED\n#define DIAPIR_PRECOMPILED_SOURCE\n#include <diapir/core/matrix_decompositions.hpp>\n#include <diapir/shap/sampled/kernel.hpp>\n")
  file(CONFIGURE OUTPUT precompiled_attributes.cpp CONTENT
    "#define DIAPIR_PRECOMPILED\n#define DIAPIR_PRECOMPILED_SOURCE\n#include <diapir/attributes/registry/built_in.hpp>\n")
  add_library(${name} ${ARGN} ${PROJECT_BINARY_DIR}/precompiled.cpp ${PROJECT_BINARY_DIR}/precompiled_linalg.cpp
    ${PROJECT_BINARY_DIR}/precompiled_attributes.cpp)
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF  # its sources take long, each on a core
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  target_compile_definitions(${name} INTERFACE DIAPIR_PRECOMPILED)
  target_link_libraries(${name} PUBLIC diapir PRIVATE ${checks})
  if(sets)
    target_compile_definitions(${name} PRIVATE DIAPIR_X86_KERNELS)
    target_compile_options(${name} PRIVATE ${diapir_sse2_flags})
    foreach(set IN LISTS sets)
      diapir_add_closed(${name} kernels kernels/dispatch.hpp ${set} "${diapir_${set}_flags}" "${checks}")
      if(NOT set STREQUAL "sse2")  # for which the library itself is compiled
        diapir_add_closed(${name} attributes attributes/registry/dispatch.hpp ${set} "${diapir_${set}_flags}" "${checks}")
      endif()
    endforeach()
  else()  # nothing is closed: a name of its own keeps the kernels from those of programs, which ask its table
    file(CONFIGURE OUTPUT kernels_default.cpp CONTENT "#define DIAPIR_TARGET default_kernels\n#define DIAPIR_KERNELS_SOURCE kernels_for_default\n#include <diapir/kernels/dispatch.hpp>\n")
    target_sources(${name} PRIVATE ${PROJECT_BINARY_DIR}/kernels_default.cpp)
  endif()
endfunction()
