# smx_hardened(<executable>...): what a program that we ship is compiled and linked with, beside the
# position independence that the compilers of all distributions choose by themselves; ci/supply-chain
# looks at the result. The library is left to the flags of whoever builds it: its instructions are
# counted, and its users harden their own programs. Not under the sanitizers, which bring their own.
function(smx_hardened)
  if(SMX_SANITIZE)
    return()
  endif()
  foreach(target IN LISTS ARGN)
    target_compile_options(${target} PRIVATE -fstack-protector-strong)
    target_link_options(${target} PRIVATE LINKER:-z,relro LINKER:-z,now LINKER:-z,noexecstack)
  endforeach()
endfunction()
