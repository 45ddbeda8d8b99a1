package io.ixi.vm.kernel.module;

/** A numbered error, as its enum value says. */
public record ErrorSpec(String module, String name, int code, String text) {}
