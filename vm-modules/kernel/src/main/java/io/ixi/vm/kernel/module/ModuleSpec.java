package io.ixi.vm.kernel.module;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;

/**
 * A module, as its file says.
 *
 * @param id state prefix, message and error base
 * @param genesis default instance of its GenesisState, to parse and build
 */
public record ModuleSpec(int id, String name, FileDescriptor descriptor, Message genesis) {}
