package io.ixi.vm.kernel.module;

import com.google.protobuf.Message;

/**
 * A state table, as its descriptor says.
 *
 * @param number second byte of its keys; the first is the module's id
 * @param key the fields after these two bytes, like "account(32) asset(text)"
 * @param prototype default instance of its values, to parse them
 */
public record TableSpec(String module, String name, int number, String key, Message prototype) {}
