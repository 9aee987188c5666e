// Run by test_imagej.cpp in ImageJ, with a folder as its argument.
//   FOLDER/exports/NAME.tif   is opened: its voxels go to NAME.tif.raw (big-endian), and one line about it,
//                             "width height slices bits x y z unit", to NAME.tif.txt
//   FOLDER/made/NAME.raw      is saved as NAME.tif; NAME says how: bits, width, height, slices, channels,
//                             x, y, z and unit, separated by "_"
setBatchMode(true);
folder = getArgument();

exports = folder + "/exports/";
names = getFileList(exports);
for (i = 0; i < names.length; i++) {
    open(exports + names[i]);
    getVoxelSize(x, y, z, unit);
    about = "" + getWidth() + " " + getHeight() + " " + nSlices + " " + bitDepth() + " "
        + d2s(x, -8) + " " + d2s(y, -8) + " " + d2s(z, -8) + " " + unit;
    File.saveString(about, exports + names[i] + ".txt");
    saveAs("Raw Data", exports + names[i] + ".raw");
    close();
}

made = folder + "/made/";
names = getFileList(made);
for (i = 0; i < names.length; i++) {
    how = split(substring(names[i], 0, lengthOf(names[i]) - 4), "_");
    type = "8-bit";
    if (how[0] == "16") type = "16-bit Unsigned";
    if (how[0] == "32") type = "32-bit Real";
    run("Raw...", "open=[" + made + names[i] + "] image=[" + type + "] width=" + how[1] + " height=" + how[2]
        + " number=" + how[3]);
    if (how[8] != "pixel")
        setVoxelSize(parseFloat(how[5]), parseFloat(how[6]), parseFloat(how[7]), how[8]);
    if (how[4] != "1")
        run("Stack to Hyperstack...", "order=xyczt(default) channels=" + how[4] + " slices="
            + parseInt(how[3]) / parseInt(how[4]) + " frames=1 display=Grayscale");
    saveAs("Tiff", replace(made + names[i], ".raw", ".tif"));
    close();
}
