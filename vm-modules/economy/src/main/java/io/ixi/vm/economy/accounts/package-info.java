/**
 * Who may sign for an account, and in which order its transactions come. The specification is this module's
 * README.md.
 */
@NullMarked
package io.ixi.vm.economy.accounts;

import org.jspecify.annotations.NullMarked;
