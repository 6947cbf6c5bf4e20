# SPDX-License-Identifier: MIT
"""A Conan 2 recipe for this checkout: conan create packaging/conan"""

from pathlib import Path
from typing import Any

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir
from conan.tools.gnu import PkgConfigDeps

SOURCES = ("CMakeLists.txt", "LICENSE", "README.md", "CHANGELOG.md", "cmake/*", "generated/*", "packaging/*",
           "runtime/*")


class TcvodConan(ConanFile):
    name = "tcvod"
    version = "0.1.0"
    description = "C SDK for the Tencent Cloud VOD server API"
    license = "MIT"
    topics = ("tencent-cloud", "vod", "video", "sdk")
    package_type = "library"
    settings: Any = "os", "arch", "compiler", "build_type"
    options: Any = {"shared": [True, False]}
    default_options = {"shared": False}

    def configure(self) -> None:
        self.settings.rm_safe("compiler.cppstd")
        self.settings.rm_safe("compiler.libcxx")

    def validate(self) -> None:
        if self.settings.get_safe("os") == "Windows":
            raise ConanInvalidConfiguration("tcvod needs POSIX")

    def export_sources(self) -> None:
        checkout = Path(self.recipe_folder).parents[1]
        for pattern in SOURCES:
            copy(self, pattern, src=str(checkout), dst=self.export_sources_folder)

    def requirements(self) -> None:
        self.requires("libcurl/[>=7.85 <9]")
        self.requires("json-c/[>=0.15 <1]")
        self.requires("openssl/[>=1.1.1 <4]")

    def layout(self) -> None:
        cmake_layout(self)

    def generate(self) -> None:
        toolchain = CMakeToolchain(self)
        for option in ("TCVOD_BUILD_CLI", "TCVOD_BUILD_EXAMPLES", "TCVOD_INSTALL_PYTHON_TOOLS"):
            toolchain.cache_variables[option] = False
        toolchain.generate()
        CMakeDeps(self).generate()
        PkgConfigDeps(self).generate()

    def build(self) -> None:
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self) -> None:
        CMake(self).install()
        copy(self, "LICENSE", src=self.source_folder, dst=str(Path(self.package_folder, "licenses")))
        libraries = Path(self.package_folder, "lib")
        unwanted = libraries.glob("libtcvod.a" if self.options.get_safe("shared") else "libtcvod.[sd]*")
        for file in unwanted:
            file.unlink()
        for folder in ("lib/cmake", "lib/pkgconfig", "share"):  # Conan writes its own
            rmdir(self, str(Path(self.package_folder, folder)))

    def package_info(self) -> None:
        shared = self.options.get_safe("shared")
        self.cpp_info.libs = ["tcvod"]
        self.cpp_info.system_libs = ["m", "pthread"]
        self.cpp_info.set_property("cmake_file_name", "tcvod")
        self.cpp_info.set_property("cmake_target_name", "tcvod::tcvod" if shared else "tcvod::tcvod_static")
        self.cpp_info.set_property("pkg_config_name", "tcvod")
