package io.ixi.vm.kernel.exec;

/**
 * Why a transaction is not accepted.
 *
 * @param code stable number, module id * 1000 + n
 * @param name stable name, like BAD_SEQ
 * @param text for people: what is wrong and what to do
 */
public record Rejection(int code, String name, String text) {}
