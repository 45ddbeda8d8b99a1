@NullMarked
package io.ixi.vm.repositorium.storage;

import org.jspecify.annotations.NullMarked;
